package io.sparkdistill.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.loss.SoftTargetLoss;
import io.sparkdistill.loss.Targets;
import io.sparkdistill.loss.WeightedLoss;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.OptimizerStep;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.tensor.DjlArrays;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rows a second of a BiLSTM of standard sizes, 20,000 words, batches of 128 x 12, Adam: our step, inference, and a bare
 * loop on DJL that reads the padded batch with its bidirectional LSTM and updates the whole embedding table. Not part of
 * the build: {@code mvn -Pbenchmark -pl serving,udf test -Dtest=TrainingStepBenchmark}.
 */
class TrainingStepBenchmark {
    private static final int BATCH = 128;
    private static final int WORDS = 12;
    private static final int BATCHES = 40;
    private static final int ROUNDS = 3;

    // Table; for each direction weights and biases of input and hidden; classifier; output.
    private static final long[][] SIZES = {
        {20_000, 300},
        {600, 300},
        {600, 150},
        {600},
        {600},
        {600, 300},
        {600, 150},
        {600},
        {600},
        {200, 300},
        {200},
        {2, 200},
        {2}
    };

    private final Vocabulary vocabulary = vocabulary();
    private final List<Example> examples = examples();

    @Test
    void rowsPerSecond() {
        for (int threads = 1; threads <= 2; threads++) {
            PyTorch.useThreads(threads);
            try (StudentModel model =
                            StudentModel.forText(BiLstm.standard(), new TextEncoder(vocabulary, 100), 1, 2, 1);
                    TrainingStep step = step(model);
                    BareLoop bare = new BareLoop()) {
                for (int round = 0; round < ROUNDS; round++) {
                    report(threads, "trained", () -> batches().forEach(step::step));
                    report(threads, "inferred", () -> model.logits(examples));
                    report(threads, "trained by a bare loop", () -> batches().forEach(bare::step));
                }
            }
        }
    }

    private void report(int threads, String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        double rate = examples.size() / ((System.nanoTime() - start) / 1e9);
        System.out.printf("%d threads: %.0f rows/s %s%n", threads, rate, what);
        assertThat(rate).isPositive();
    }

    private List<List<Example>> batches() {
        List<List<Example>> batches = new ArrayList<>();
        for (int start = 0; start < examples.size(); start += BATCH) {
            batches.add(examples.subList(start, start + BATCH));
        }
        return batches;
    }

    private static TrainingStep step(StudentModel model) {
        Loss loss = new WeightedLoss(new SoftTargetLoss(4), 0.9, new HardLabelLoss(), 0.1);
        return new TrainingStep(model, loss, Adam.of(1e-3), GradientClipping.none());
    }

    private static Vocabulary vocabulary() {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            counts.put("word" + i, 1L);
        }
        return Vocabulary.of(counts, 1, 20_000);
    }

    // Few words are frequent and most are rare, roughly as in a text.
    private List<Example> examples() {
        Random random = new Random(1);
        List<Example> made = new ArrayList<>();
        for (int i = 0; i < BATCH * BATCHES; i++) {
            int[] words = new int[WORDS];
            for (int j = 0; j < WORDS; j++) {
                words[j] = 2 + (int) ((vocabulary.size() - 2) * Math.pow(random.nextDouble(), 4));
            }
            made.add(new Example(words, null, null, i % 2, new float[] {0.3f, 0.7f}));
        }
        return made;
    }

    /** The same network, its plainest form: no padding, no dropout, hard labels, a dense gradient of the table. */
    private static final class BareLoop implements AutoCloseable {
        private final NDManager manager = NDManager.newBaseManager();
        private final NDList weights = new NDList();
        private final List<NDList> states = new ArrayList<>();
        private long steps;

        BareLoop() {
            for (long[] size : SIZES) {
                NDArray weight = manager.randomUniform(-0.08f, 0.08f, new Shape(size));
                weight.setRequiresGradient(true);
                weights.add(weight);
                states.add(new NDList(weight.zerosLike(), weight.zerosLike()));
            }
        }

        void step(List<Example> batch) {
            steps++;
            try (NDManager step = manager.newSubManager()) {
                GradientMode.on(() -> {
                    GradientMode.backward(loss(step, batch));
                    return null;
                });
                for (int i = 0; i < weights.size(); i++) {
                    NDArray gradient = weights.get(i).getGradient();
                    gradient.attach(step);
                    Adam.of(1e-3).update(weights.get(i), gradient, states.get(i), new OptimizerStep(steps, 1e-3, 1));
                }
            }
        }

        private NDArray loss(NDManager step, List<Example> batch) {
            long[][] words = batch.stream()
                    .map(row -> Arrays.stream(row.words()).asLongStream().toArray())
                    .toArray(long[][]::new);
            NDArray input = DjlArrays.rows(weights.get(0), step.create(words));
            NDArray zero = step.zeros(new Shape(2, batch.size(), 150));
            NDList lstm = new NDList(weights.subList(1, 9));
            NDArray pooled = input.getNDArrayInternal()
                    .lstm(input, new NDList(zero, zero), lstm, true, 1, 0, true, true, true)
                    .get(0)
                    .max(new int[] {1});
            NDArray hidden = dense(pooled, 9).getNDArrayInternal().relu();
            return new HardLabelLoss().mean(new Outputs(dense(hidden, 11), hidden), Targets.of(step, batch, 2));
        }

        private NDArray dense(NDArray input, int first) {
            return input.getNDArrayInternal()
                    .linear(input, weights.get(first), weights.get(first + 1))
                    .singletonOrThrow();
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
