package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final float[][] LOGITS = {{1.2f, -0.3f, 0.4f}, {-2.1f, 0.7f, 0.1f}, {0.3f, 0.2f, -1.4f}};
    private static final float[][] PROBABILITIES = {{0.7f, 0.2f, 0.1f}, {0.0f, 1.0f, 0.0f}, {0.25f, 0.25f, 0.5f}};
    private static final int[] LABELS = {0, Example.UNLABELLED, 2};

    @SuppressWarnings("ArrayRecordComponent")
    private record Outcome(double value, float[] gradient) {}

    @Test
    void softTargetLossIsTheScaledDivergence() {
        double temperature = 3;

        check(new SoftTargetLoss(temperature), LABELS, logits -> {
            double sum = 0;
            for (int row = 0; row < logits.length; row++) {
                double[] student = softmax(logits[row], temperature);
                for (int c = 0; c < student.length; c++) {
                    double q = PROBABILITIES[row][c];
                    sum += q == 0 ? 0 : q * Math.log(q / student[c]);
                }
            }
            return temperature * temperature * sum / logits.length;
        });
    }

    @Test
    void logitLossIsTheSquaredDistance() {
        check(new LogitLoss(), LABELS, logits -> {
            double sum = 0;
            for (int row = 0; row < logits.length; row++) {
                for (int c = 0; c < logits[row].length; c++) {
                    sum += Math.pow(logits[row][c] - PROBABILITIES[row][c], 2);
                }
            }
            return sum / logits.length;
        });
    }

    @Test
    void hardLabelLossCountsLabelledRowsOnly() {
        check(new HardLabelLoss(), LABELS, LossTest::hard);
    }

    @Test
    void hardLabelLossWithoutLabelsIsZeroAndFlat() {
        check(new HardLabelLoss(), new int[] {-1, -1, -1}, logits -> 0);
    }

    @Test
    void weightedLossAddsBothTerms() {
        Loss loss = new WeightedLoss(new LogitLoss(), 0.7, new HardLabelLoss(), 0.3);
        double soft = outcome(new LogitLoss(), LABELS, PROBABILITIES).value();
        double hard = outcome(new HardLabelLoss(), LABELS, PROBABILITIES).value();

        assertThat(outcome(loss, LABELS, PROBABILITIES).value()).isCloseTo(0.7 * soft + 0.3 * hard, within(1e-6));
    }

    @Test
    void aTermOfNoWeightNeedsNoTargets() {
        Loss baseline = new WeightedLoss(new SoftTargetLoss(2), 0, new HardLabelLoss(), 2);

        assertThat(outcome(baseline, LABELS, new float[3][]).value())
                .isCloseTo(
                        2 * outcome(new HardLabelLoss(), LABELS, PROBABILITIES).value(), within(1e-6));
    }

    @Test
    void refusesRowsWithoutATarget() {
        float[][] missing = {PROBABILITIES[0], null, PROBABILITIES[2]};

        assertThatThrownBy(() -> outcome(new SoftTargetLoss(1), LABELS, missing))
                .hasMessage("Cannot compute a soft loss: 1 of 3 rows have no target of a teacher");
        assertThatThrownBy(() -> outcome(new LogitLoss(), LABELS, missing))
                .hasMessage("Cannot compute a soft loss: 1 of 3 rows have no target of a teacher");
    }

    @Test
    void refusesLabelsAndTargetsOfOtherClasses() {
        assertThatThrownBy(() -> outcome(new HardLabelLoss(), new int[] {0, 3, 1}, PROBABILITIES))
                .hasMessage("Cannot train on an example: its label is not one of 3 classes: 3");
        assertThatThrownBy(() -> outcome(new LogitLoss(), LABELS, new float[][] {{1, 2}, {1, 2}, {1, 2}}))
                .hasMessage("Cannot train on an example: its target has not 3 classes: 2");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new SoftTargetLoss(0))
                .hasMessage("Cannot make a soft-target loss: a temperature is above 0: 0.0");
        assertThatThrownBy(() -> new WeightedLoss(new LogitLoss(), 0, new HardLabelLoss(), 0))
                .hasMessage("Cannot weigh losses: weights are 0 or more, and not both 0: soft 0.0, hard 0.0");
    }

    /** Compares value and gradient with plain arithmetic and its central differences. */
    private static void check(Loss loss, int[] labels, ToDoubleFunction<double[][]> plain) {
        Outcome outcome = outcome(loss, labels, PROBABILITIES);
        double[][] logits = new double[3][3];
        IntStream.range(0, 9).forEach(i -> logits[i / 3][i % 3] = LOGITS[i / 3][i % 3]);
        assertThat(outcome.value()).isCloseTo(plain.applyAsDouble(logits), within(1e-5));
        for (int i = 0; i < 9; i++) {
            double before = logits[i / 3][i % 3];
            logits[i / 3][i % 3] = before + 1e-5;
            double above = plain.applyAsDouble(logits);
            logits[i / 3][i % 3] = before - 1e-5;
            double below = plain.applyAsDouble(logits);
            logits[i / 3][i % 3] = before;
            assertThat((double) outcome.gradient()[i]).isCloseTo((above - below) / 2e-5, within(1e-5));
        }
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
                NDArray mean = loss.mean(logits, Targets.of(manager, batch, 3));
                assertThat(mean.getShape()).isEqualTo(new Shape());
                GradientMode.backward(mean);
                return (double) mean.getFloat();
            });
            return new Outcome(value, logits.getGradient().toFloatArray());
        }
    }

    private static double hard(double[][] logits) {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < logits.length; row++) {
            if (LABELS[row] >= 0) {
                sum -= Math.log(softmax(logits[row], 1)[LABELS[row]]);
                count++;
            }
        }
        return sum / count;
    }

    private static double[] softmax(double[] logits, double temperature) {
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(c -> Math.exp(logits[c] / temperature))
                .toArray();
        double sum =
                IntStream.range(0, weights.length).mapToDouble(c -> weights[c]).sum();
        return IntStream.range(0, weights.length)
                .mapToDouble(c -> weights[c] / sum)
                .toArray();
    }
}
