package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClassificationMetricsTest {
    private static final Offset<Double> CLOSE = within(1e-9);
    private static final float[][] PROBABILITIES = {
        {0.5f, 0.25f, 0.25f, 0}, {0.25f, 0.5f, 0.25f, 0}, {0.5f, 0.25f, 0.25f, 0}, {0.25f, 0.75f, 0, 0}
    };
    private static final int[] LABELS = {0, 1, 1, 2};

    @Test
    void valuesByHand() {
        ClassificationMetrics metrics = tally(0, 4);

        assertThat(metrics.rows()).isEqualTo(4);
        assertThat(metrics.accuracy()).isEqualTo(0.5);
        assertThat(metrics.confusion().count(1, 0)).isEqualTo(1);
        assertThat(metrics.confusion().count(2, 1)).isEqualTo(1);
        assertThat(metrics.agreement()).isEqualTo(0.75);
        assertThat(metrics.expectedCalibrationError()).isCloseTo((0.5 + 0.75) / 4, CLOSE);
    }

    /** {@code f1_score([0, 1, 1, 2], [0, 1, 0, 1], average='macro', zero_division=0)}; class 3 is nowhere. */
    @Test
    void macroF1IsOverTheClassesPresent() {
        assertThat(tally(0, 4).macroF1()).isCloseTo((2 / 3.0 + 0.5 + 0) / 3, CLOSE);
    }

    @Test
    void aLabelOfProbabilityZeroCostsMuchButNotEverything() {
        double impossible = -Math.log(Float.MIN_NORMAL);

        assertThat(impossible).isCloseTo(87.34, within(0.01));
        assertThat(tally(0, 4).negativeLogLikelihood())
                .isCloseTo((2 * Math.log(2) + Math.log(4) + impossible) / 4, CLOSE);
    }

    @Test
    void twoHalvesMergedAreTheWhole() {
        ClassificationMetrics merged = tally(0, 1);
        merged.merge(tally(1, 4));

        assertThat(merged)
                .usingRecursiveComparison()
                .withComparatorForType(Comparator.comparingDouble(value -> Math.rint(value * 1e9)), Double.class)
                .isEqualTo(tally(0, 4));
    }

    @Test
    void withoutRowsNothingIsKnown() {
        ClassificationMetrics metrics = new ClassificationMetrics(2);

        assertThat(metrics.accuracy()).isNaN();
        assertThat(metrics.macroF1()).isNaN();
        assertThat(metrics.negativeLogLikelihood()).isNaN();
        assertThat(metrics.expectedCalibrationError()).isNaN();
        assertThat(metrics.agreement()).isNaN();
    }

    @Test
    void agreementIsOverTheComparedRowsOnly() {
        ClassificationMetrics metrics = new ClassificationMetrics(2);
        metrics.add(new float[] {1, 0}, 0, ClassificationMetrics.NO_REFERENCE);
        metrics.add(new float[] {1, 0}, 1, 0);

        assertThat(metrics.agreement()).isEqualTo(1);
    }

    @Test
    void wrongArgumentsAreNamed() {
        ClassificationMetrics metrics = new ClassificationMetrics(2);

        assertThatThrownBy(() -> metrics.add(new float[] {1}, 0, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot measure predictions: 2 probabilities are needed: 1");
        assertThatThrownBy(() -> metrics.add(new float[] {1, 0}, 0, 2))
                .hasMessage("Cannot measure predictions: reference class must lie in 0..1: 2");
        assertThatThrownBy(() -> metrics.add(new float[] {1, 0}, -1, 0))
                .hasMessage("Cannot measure calibration: label must lie in 0..1: -1");
        assertThatThrownBy(() -> metrics.merge(new ClassificationMetrics(3)))
                .hasMessage("Cannot count predictions: both must have the same classes: 2 and 3");
        assertThatThrownBy(() -> new ClassificationMetrics(0))
                .hasMessage("Cannot count predictions: classes must be at least 1: 0");
        assertThat(metrics.rows()).isZero();
    }

    private static ClassificationMetrics tally(int from, int until) {
        ClassificationMetrics metrics = new ClassificationMetrics(4);
        for (int i = from; i < until; i++) {
            metrics.add(PROBABILITIES[i], LABELS[i], i == 2 ? 1 : Predictions.predictedClass(PROBABILITIES[i]));
        }
        return metrics;
    }
}
