package io.sparkdistill.loss;

import static io.sparkdistill.loss.LossCheck.LABELS;
import static io.sparkdistill.loss.LossCheck.PROBABILITIES;
import static io.sparkdistill.loss.LossCheck.check;
import static io.sparkdistill.loss.LossCheck.checkDivergence;
import static io.sparkdistill.loss.LossCheck.softmax;
import static io.sparkdistill.loss.LossCheck.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.network.Example;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final int[] NO_LABELS = {Example.UNLABELED, Example.UNLABELED, Example.UNLABELED};

    @Test
    void softTargetLossIsTheScaledDivergence() {
        checkDivergence(new SoftTargetLoss(3), 3, LossTest::divergence);
    }

    @Test
    void reverseKlLossIsTheDivergenceTheOtherWayRound() {
        checkDivergence(new ReverseKlLoss(3), 3, (teacher, student) -> {
            double[] positive = IntStream.range(0, teacher.length)
                    .mapToDouble(c -> teacher[c] + Float.MIN_NORMAL)
                    .toArray();
            return divergence(student, positive);
        });
    }

    @Test
    void jensenShannonLossIsTheMeanDivergenceFromTheMiddle() {
        checkDivergence(new JensenShannonLoss(3), 3, (teacher, student) -> {
            double[] middle = IntStream.range(0, teacher.length)
                    .mapToDouble(c -> (teacher[c] + student[c]) / 2)
                    .toArray();
            return (divergence(teacher, middle) + divergence(student, middle)) / 2;
        });
    }

    @Test
    void jensenShannonLossKnowsClassesThatNobodyDeemsPossible() {
        // At this temperature the student's least probabilities are 0 in a float, and so is one target.
        checkDivergence(new JensenShannonLoss(0.01), 0.01, (teacher, student) -> {
            double[] middle = IntStream.range(0, teacher.length)
                    .mapToDouble(c -> (teacher[c] + student[c]) / 2)
                    .toArray();
            return (divergence(teacher, middle) + divergence(student, middle)) / 2;
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
    void hardLabelLossCountsLabeledRowsOnly() {
        check(new HardLabelLoss(), LABELS, logits -> hard(logits, 0, 1, 1, 1));
    }

    @Test
    void hardLabelLossWithoutLabelsIsZeroAndFlat() {
        check(new HardLabelLoss(), NO_LABELS, logits -> 0);
        check(new HardLabelLoss(0.1, List.of(1.0, 2.0, 3.0)), NO_LABELS, logits -> 0);
    }

    @Test
    void labelSmoothingSpreadsAShareOverAllClasses() {
        check(new HardLabelLoss(0.3, List.of()), LABELS, logits -> hard(logits, 0.3, 1, 1, 1));
    }

    @Test
    void classWeightsMakeAWeightedMean() {
        check(new HardLabelLoss(0, List.of(4.0, 1.0, 0.5)), LABELS, logits -> hard(logits, 0, 4, 1, 0.5));
        check(new HardLabelLoss(0.3, List.of(4.0, 1.0, 0.5)), LABELS, logits -> hard(logits, 0.3, 4, 1, 0.5));
    }

    @Test
    void weightedLossAddsItsTerms() {
        Loss loss = new WeightedLoss(List.of(
                new WeightedLoss.Term(new SoftTargetLoss(2), 0.7),
                new WeightedLoss.Term(new ReverseKlLoss(2), 0.2),
                new WeightedLoss.Term(new HardLabelLoss(), 0.3)));
        double forward = value(new SoftTargetLoss(2), LABELS, PROBABILITIES);
        double reverse = value(new ReverseKlLoss(2), LABELS, PROBABILITIES);
        double hard = value(new HardLabelLoss(), LABELS, PROBABILITIES);

        assertThat(value(loss, LABELS, PROBABILITIES))
                .isCloseTo(0.7 * forward + 0.2 * reverse + 0.3 * hard, within(1e-5));
    }

    @Test
    void aTermOfNoWeightNeedsNoTargets() {
        Loss baseline = new WeightedLoss(new SoftTargetLoss(2), 0, new HardLabelLoss(), 2);

        assertThat(value(baseline, LABELS, new float[3][]))
                .isCloseTo(2 * value(new HardLabelLoss(), LABELS, PROBABILITIES), within(1e-6));
    }

    @Test
    void refusesRowsWithoutATarget() {
        float[][] missing = {PROBABILITIES[0], null, PROBABILITIES[2]};

        for (Loss loss :
                List.of(new SoftTargetLoss(1), new ReverseKlLoss(1), new JensenShannonLoss(1), new LogitLoss())) {
            assertThatThrownBy(() -> value(loss, LABELS, missing))
                    .hasMessage("Cannot compute a soft loss: some rows have no soft target: 1 of 3");
        }
    }

    @Test
    void refusesLabelsAndTargetsOfOtherClasses() {
        assertThatThrownBy(() -> value(new HardLabelLoss(), new int[] {0, 3, 1}, PROBABILITIES))
                .hasMessage("Cannot train on an example: its label must be one of 3 classes: 3");
        assertThatThrownBy(() -> value(new LogitLoss(), LABELS, new float[][] {{1, 2}, {1, 2}, {1, 2}}))
                .hasMessage("Cannot train on an example: its target must have 3 classes: 2");
        assertThatThrownBy(() -> value(new HardLabelLoss(0, List.of(1.0, 2.0)), LABELS, PROBABILITIES))
                .hasMessage("Cannot weight classes: each of the 3 classes needs one weight: [1.0, 2.0]");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new SoftTargetLoss(0))
                .hasMessage("Cannot create a soft-target loss: the temperature must be positive and finite: 0.0");
        assertThatThrownBy(() -> new ReverseKlLoss(-1))
                .hasMessage("Cannot create a reverse KL loss: the temperature must be positive and finite: -1.0");
        assertThatThrownBy(() -> new HardLabelLoss(1, List.of()))
                .hasMessage("Cannot create a hard-label loss: label smoothing must lie in [0, 1): 1.0");
        assertThatThrownBy(() -> new HardLabelLoss(0, List.of(1.0, 0.0)))
                .hasMessage("Cannot create a hard-label loss: class weights must be positive and finite: [1.0, 0.0]");
        assertThatThrownBy(() -> new WeightedLoss(new LogitLoss(), 0, new HardLabelLoss(), 0))
                .hasMessage("Cannot weight losses: weights must be at least 0, and not all 0: [0.0, 0.0]");
    }

    /** {@code KL(p ‖ q)}. */
    private static double divergence(double[] p, double[] q) {
        return IntStream.range(0, p.length)
                .mapToDouble(c -> p[c] == 0 ? 0 : p[c] * Math.log(p[c] / q[c]))
                .sum();
    }

    private static double hard(double[][] logits, double smoothing, double... weights) {
        double sum = 0;
        double rowWeights = 0;
        for (int row = 0; row < logits.length; row++) {
            if (LABELS[row] >= 0) {
                double[] student = softmax(logits[row], 1);
                for (int c = 0; c < student.length; c++) {
                    double wanted = smoothing / student.length + (c == LABELS[row] ? 1 - smoothing : 0);
                    sum -= wanted * weights[c] * Math.log(student[c]);
                }
                rowWeights += weights[LABELS[row]];
            }
        }
        return sum / rowWeights;
    }
}
