package io.sparkdistill.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.InvalidInputException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final int DATA_SETS = 1_000;
    private static final int ROWS = 400;

    @Test
    void intervalsOfAccuracyAndBrierScoreContainTheTruthAsOftenAsTheyPromise() {
        int accuracies = 0;
        int scores = 0;
        for (int i = 0; i < DATA_SETS; i++) {
            Interval[] intervals = simulated(i, 0.8).intervals(new Bootstrap(400, i));
            accuracies += intervals[Metric.ACCURACY.place()].contains(0.8) ? 1 : 0;
            // The distance is 2 * 0.3^2 for a correct prediction and 2 * 0.7^2 for a wrong one.
            scores += intervals[Metric.BRIER.place()].contains(0.8 * 0.18 + 0.2 * 0.98) ? 1 : 0;
        }

        assertThat(accuracies).isBetween(930, 970);
        assertThat(scores).isBetween(930, 970);
    }

    @Test
    void intervalsOfTheDifferenceOfTwoModelsContainTheTruthAsOftenAsTheyPromise() {
        int differences = 0;
        for (int i = 0; i < DATA_SETS; i++) {
            LabeledPredictions one = simulated(2L * i + 10_000, 0.85);
            LabeledPredictions other = simulated(2L * i + 10_001, 0.8);
            Interval[] intervals = one.differences(other, new Bootstrap(400, i));
            differences += intervals[Metric.ACCURACY.place()].contains(0.05) ? 1 : 0;
        }

        assertThat(differences).isBetween(930, 970);
    }

    @Test
    void theSeedDecidesTheIntervals() {
        LabeledPredictions rows = RandomPredictions.of(200, 3, 1);

        assertThat(rows.intervals(new Bootstrap(100, 7)))
                .isEqualTo(rows.intervals(new Bootstrap(100, 7)))
                .isNotEqualTo(rows.intervals(new Bootstrap(100, 8)));
    }

    @Test
    void aModelDoesNotDifferFromItself() {
        LabeledPredictions rows = RandomPredictions.of(200, 3, 1);

        assertThat(rows.differences(rows, new Bootstrap(50, 1))).containsOnly(new Interval(0, 0));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> new Bootstrap(0, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot estimate intervals: resamples must be at least 1: 0");
        assertThatThrownBy(() ->
                        RandomPredictions.of(20, 3, 1).differences(RandomPredictions.of(10, 3, 1), new Bootstrap(1, 1)))
                .hasMessage("Cannot compare two models: both must have a prediction for the same rows: 20 and 10 rows");
    }

    /** Two classes; a prediction has the probability 0.7 and is right with the given one. All labels are 0. */
    private static LabeledPredictions simulated(long seed, double accuracy) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] probabilities = new float[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            probabilities[i] = random.nextDouble() < accuracy ? new float[] {0.7f, 0.3f} : new float[] {0.3f, 0.7f};
        }
        return LabeledPredictions.of(new int[ROWS], probabilities, new double[ROWS]);
    }
}
