package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HardLabelLossTest extends LossContract {
    private static final List<Double> WEIGHTS = List.of(4.0, 1.0, 0.5);

    @Override
    Loss loss() {
        return new HardLabelLoss();
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        return plain(student, batch, 0, 1, 1, 1);
    }

    /** Counts labeled rows only. */
    private static double plain(
            LossSamples.Student student, LossSamples.Batch batch, double smoothing, double... weights) {
        double sum = 0;
        double rowWeights = 0;
        for (int row = 0; row < LossSamples.ROWS; row++) {
            int label = batch.labels()[row];
            if (label >= 0) {
                double[] probabilities = LossSamples.softmax(student.logits()[row], 1);
                for (int c = 0; c < LossSamples.CLASSES; c++) {
                    double wanted = smoothing / LossSamples.CLASSES + (c == label ? 1 - smoothing : 0);
                    sum -= wanted * weights[c] * Math.log(probabilities[c]);
                }
                rowWeights += weights[label];
            }
        }
        return sum / rowWeights;
    }

    @Override
    Optional<LossSamples.Student> agreeing() {
        return Optional.empty();
    }

    @Override
    boolean readsSoftTargets() {
        return false;
    }

    @Override
    boolean readsLabels() {
        return true;
    }

    @Test
    void isZeroAndFlatWithoutLabels() {
        LossSamples.Batch unlabeled = LossSamples.BATCH.withLabels(LossSamples.NO_LABELS);
        for (Loss loss : List.of(loss(), new HardLabelLoss(0.1, List.of(1.0, 2.0, 3.0)))) {
            Outcome outcome = outcome(loss, LossSamples.STUDENT, unlabeled);
            assertThat(outcome.value()).isZero();
            assertThat(outcome.gradients().get(0)).containsOnly(new float[15], within(0f));
        }
    }

    @Test
    void labelSmoothingSpreadsAShareOverAllClasses() {
        check(new HardLabelLoss(0.3, List.of()), 0.3, 1, 1, 1);
    }

    @Test
    void classWeightsMakeAWeightedMean() {
        check(new HardLabelLoss(0, WEIGHTS), 0, 4, 1, 0.5);
        check(new HardLabelLoss(0.3, WEIGHTS), 0.3, 4, 1, 0.5);
    }

    private void check(Loss loss, double smoothing, double... weights) {
        LossSamples.Batch batch = LossSamples.BATCH;
        assertThat(value(loss, LossSamples.STUDENT, batch))
                .isCloseTo(plain(LossSamples.STUDENT, batch, smoothing, weights), within(1e-5));
        checkGradients(loss, LossSamples.STUDENT, batch, student -> plain(student, batch, smoothing, weights));
    }

    @Test
    void refusesLabelsOfOtherClasses() {
        assertThatThrownBy(() -> value(LossSamples.STUDENT, LossSamples.BATCH.withLabels(0, 3, 1, 0, 0)))
                .hasMessage("Cannot train on an example: its label must be one of 3 classes: 3");
        assertThatThrownBy(() -> value(new HardLabelLoss(0, List.of(1.0, 2.0)), LossSamples.STUDENT, LossSamples.BATCH))
                .hasMessage("Cannot weight classes: each of the 3 classes needs one weight: [1.0, 2.0]");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new HardLabelLoss(1, List.of()))
                .hasMessage("Cannot create a hard-label loss: label smoothing must lie in [0, 1): 1.0");
        assertThatThrownBy(() -> new HardLabelLoss(0, List.of(1.0, 0.0)))
                .hasMessage("Cannot create a hard-label loss: class weights must be positive and finite: [1.0, 0.0]");
    }
}
