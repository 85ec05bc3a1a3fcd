package io.sparkdistill.teacher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Labels a window of inputs: tokenizes each without padding, sorts by length, longest first (an out-of-memory error
 * shows at once), cuts batches by a token budget, and answers in the order of the window. An input that fails is
 * refused alone: its batch is halved until only it fails.
 */
final class WindowedLabeler<T extends Tokens> implements AutoCloseable {
    private final LogitsModel<T> model;
    private final LogitsModel.Predictor<T> predictor;
    private final BatchLimits limits;
    private final Consumer<BatchCost> costs;

    private record Entry<T>(int position, T tokens) {}

    /**
     * A model as it is asked.
     *
     * @param costs is told of every batch once it is answered
     */
    WindowedLabeler(LogitsModel<T> model, BatchLimits limits, Consumer<BatchCost> costs) {
        this.model = model;
        this.predictor = model.newPredictor();
        this.limits = limits;
        this.costs = costs;
    }

    Answer[] label(List<ModelInput> window) {
        Answer[] answers = new Answer[window.size()];
        List<Entry<T>> entries = tokenize(window, answers);
        entries.sort(Comparator.comparingInt((Entry<T> entry) -> entry.tokens().count())
                .reversed());
        int start = 0;
        while (start < entries.size()) {
            int end = batchEnd(entries, start);
            List<Entry<T>> batch = entries.subList(start, end);
            ask(batch, answers);
            costs.accept(cost(batch));
            start = end;
        }
        return answers;
    }

    /** Of a batch whose first input is the longest. */
    private BatchCost cost(List<Entry<T>> batch) {
        long tokens = 0;
        for (Entry<T> entry : batch) {
            tokens += entry.tokens().count();
        }
        return new BatchCost(
                batch.size(),
                tokens,
                (long) batch.size() * batch.get(0).tokens().count());
    }

    private List<Entry<T>> tokenize(List<ModelInput> window, Answer[] answers) {
        List<Entry<T>> entries = new ArrayList<>(window.size());
        for (int i = 0; i < answers.length; i++) {
            try {
                T tokens = model.tokenize(window.get(i));
                if (tokens.count() == 0) {
                    answers[i] = new Answer.Refused("the text has no token");
                } else {
                    entries.add(new Entry<>(i, tokens));
                }
            } catch (RuntimeException e) {
                answers[i] = new Answer.Refused("the tokenizer failed: " + e.getMessage());
            }
        }
        return entries;
    }

    private int batchEnd(List<Entry<T>> entries, int start) {
        int length = entries.get(start).tokens().count();
        int end = start + 1;
        while (end < entries.size() && limits.allow(end + 1 - start, length)) {
            end++;
        }
        return end;
    }

    private void ask(List<Entry<T>> batch, Answer[] answers) {
        float[][] logits;
        try {
            logits = predictor.logits(batch.stream().map(Entry::tokens).toList());
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                answers[batch.get(0).position()] = new Answer.Refused("the model failed: " + e.getMessage());
            } else {
                int half = batch.size() / 2;
                ask(batch.subList(0, half), answers);
                ask(batch.subList(half, batch.size()), answers);
            }
            return;
        }
        for (int i = 0; i < logits.length; i++) {
            answers[batch.get(i).position()] = answer(batch.get(i).tokens(), logits[i]);
        }
    }

    private static Answer answer(Tokens tokens, float[] logits) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                return new Answer.Refused("the model returned a logit that is not finite: " + logit);
            }
        }
        return new Answer.Given(logits, tokens.count(), tokens.truncated());
    }

    @Override
    public void close() {
        predictor.close();
    }
}
