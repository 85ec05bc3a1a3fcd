package io.sparkdistill.jobs.label;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Runs a model on examples batch by batch, the shortest first, on one thread, and measures the time. */
final class TimedModel<T extends Tokens> implements AutoCloseable {
    private static final int BATCH_TOKENS = 1_024;

    private final ModelCache.Lease lease;
    private final LogitsModel.Predictor<T> predictor;
    private final List<T> inputs;
    private final List<Integer> order;
    private final float[][] logits;
    private int next;
    private long nanos;

    private TimedModel(ModelCache.Lease lease, LogitsModel<T> model, List<ModelInput> examples) {
        this.lease = lease;
        this.inputs = examples.stream().map(model::tokenize).toList();
        this.order = IntStream.range(0, inputs.size())
                .boxed()
                .sorted(Comparator.comparing(i -> inputs.get(i).count()))
                .toList();
        this.logits = new float[inputs.size()][];
        this.predictor = model.newPredictor();
        PyTorch.useThreads(1);
        predictor.predict(List.of(inputs.get(order.get(0)))); // The first call is slower.
    }

    /** Tokenizes the examples and warms up the model, which {@link #close} releases. */
    static TimedModel<?> open(ModelCache.Lease lease, List<ModelInput> examples) {
        try {
            return of(lease, lease.model(), examples);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static <T extends Tokens> TimedModel<T> of(
            ModelCache.Lease lease, LogitsModel<T> model, List<ModelInput> examples) {
        return new TimedModel<>(lease, model, examples);
    }

    /** Computes the next batch, and returns whether there was one. */
    boolean nextBatch() {
        if (next == order.size()) {
            return false;
        }
        List<Integer> batch = order.subList(next, end());
        next += batch.size();
        List<T> tokens = batch.stream().map(inputs::get).toList();
        long start = System.nanoTime();
        float[][] answers = predictor.predict(tokens).logits();
        nanos += System.nanoTime() - start;
        for (int row = 0; row < answers.length; row++) {
            logits[batch.get(row)] = answers[row];
        }
        return true;
    }

    /** Returns where the next batch ends: the examples of the order grow. */
    private int end() {
        int end = next + 1;
        while (end < order.size()
                && (end + 1 - next) * inputs.get(order.get(end)).count() <= BATCH_TOKENS) {
            end++;
        }
        return end;
    }

    /** Returns the logits that were computed, one row per example. */
    float[][] logits() {
        return logits;
    }

    double seconds() {
        return nanos / 1e9;
    }

    @Override
    public void close() {
        predictor.close();
        lease.close();
    }
}
