package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Compares a loss and its gradient with plain arithmetic, on three rows of three classes. */
final class LossCheck {
    static final float[][] PROBABILITIES = {{0.7f, 0.2f, 0.1f}, {0.0f, 1.0f, 0.0f}, {0.25f, 0.25f, 0.5f}};
    static final int[] LABELS = {0, Example.UNLABELED, 2};

    private static final float[][] LOGITS = {{1.2f, -0.3f, 0.4f}, {-2.1f, 0.7f, 0.1f}, {0.3f, 0.2f, -1.4f}};
    private static final double STEP = 1e-5;

    @SuppressWarnings("ArrayRecordComponent")
    private record Outcome(double value, float[] gradient) {}

    /** Plain arithmetic on one row. */
    interface PlainRow {
        double value(double[] teacher, double[] student);
    }

    private LossCheck() {}

    /** Compares with {@code T²} times the mean of a divergence between the targets and the tempered student. */
    static void checkDivergence(Loss loss, double temperature, PlainRow divergence) {
        check(loss, LABELS, logits -> {
            double sum = 0;
            for (int row = 0; row < logits.length; row++) {
                float[] target = PROBABILITIES[row];
                double[] teacher = IntStream.range(0, target.length)
                        .mapToDouble(c -> target[c])
                        .toArray();
                sum += divergence.value(teacher, softmax(logits[row], temperature));
            }
            return temperature * temperature * sum / logits.length;
        });
    }

    /** Compares the value with plain arithmetic, and the gradient with its central differences. */
    static void check(Loss loss, int[] labels, ToDoubleFunction<double[][]> plain) {
        Outcome outcome = outcome(loss, labels, PROBABILITIES);
        double[][] logits = new double[3][3];
        IntStream.range(0, 9).forEach(i -> logits[i / 3][i % 3] = LOGITS[i / 3][i % 3]);
        assertThat(outcome.value()).isCloseTo(plain.applyAsDouble(logits), within(1e-5));
        for (int i = 0; i < 9; i++) {
            double expected = slope(logits, i / 3, i % 3, plain);
            assertThat((double) outcome.gradient()[i])
                    .as("row %d, class %d", i / 3, i % 3)
                    .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
        }
    }

    private static double slope(double[][] logits, int row, int c, ToDoubleFunction<double[][]> plain) {
        double[][] above = Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new);
        double[][] below = Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new);
        above[row][c] += STEP;
        below[row][c] -= STEP;
        return (plain.applyAsDouble(above) - plain.applyAsDouble(below)) / (2 * STEP);
    }

    static double value(Loss loss, int[] labels, float[][] targets) {
        return outcome(loss, labels, targets).value();
    }

    private static Outcome outcome(Loss loss, int[] labels, float[][] targets) {
        List<Example> batch = new ArrayList<>();
        for (int row = 0; row < labels.length; row++) {
            batch.add(new Example(null, null, new float[] {0}, labels[row], targets[row]));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(LOGITS);
            logits.setRequiresGradient(true);
            double value = GradientMode.on(() -> {
                NDArray mean = loss.mean(new Outputs(logits, null), Targets.of(manager, batch, 3));
                assertThat(mean.getShape()).isEqualTo(new Shape());
                GradientMode.backward(mean);
                return (double) mean.getFloat();
            });
            return new Outcome(value, logits.getGradient().toFloatArray());
        }
    }

    static double[] softmax(double[] logits, double temperature) {
        double[] weights =
                Arrays.stream(logits).map(z -> Math.exp(z / temperature)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }
}
