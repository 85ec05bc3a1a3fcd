package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassificationMetricsTest {
    private static final int BINS = 10;
    private static final int[] LABELS = {0, 1, 1, 2};
    private static final int[] PREDICTED = {0, 1, 0, 1};
    private static final int[] REFERENCE = {0, 1, 1, 1};
    private static final double[] CONFIDENCES = {0.5, 0.5, 0.5, 0.75};
    private static final double[] LOG_LOSSES = {0.75, 0.75, 1.5, 4};

    @Test
    void valuesByHand() {
        ClassificationMetrics metrics = tally(0, 4);

        assertThat(metrics.rows()).isEqualTo(4);
        assertThat(metrics.accuracy()).isEqualTo(0.5);
        assertThat(metrics.meanNegativeLogLikelihood()).isEqualTo(1.75);
        assertThat(metrics.confusion().count(1, 0)).isEqualTo(1);
        assertThat(metrics.confusion().count(2, 1)).isEqualTo(1);
        assertThat(metrics.agreement()).isEqualTo(0.75);
        assertThat(metrics.calibration().error()).isCloseTo((0.5 + 0.75) / 4, within(1e-12));
    }

    /** {@code f1_score([0, 1, 1, 2], [0, 1, 0, 1], average='macro', zero_division=0)}; class 3 is nowhere. */
    @Test
    void macroF1IsOverTheClassesPresent() {
        assertThat(tally(0, 4).macroF1()).isCloseTo((2 / 3.0 + 0.5 + 0) / 3, within(1e-12));
    }

    @Test
    void twoHalvesMergedAreTheWhole() {
        assertThat(tally(0, 1).merge(tally(1, 4))).usingRecursiveComparison().isEqualTo(tally(0, 4));
    }

    @Test
    void withoutRowsNothingIsKnown() {
        ClassificationMetrics metrics = new ClassificationMetrics(2, BINS);

        assertThat(metrics.accuracy()).isNaN();
        assertThat(metrics.macroF1()).isNaN();
        assertThat(metrics.meanNegativeLogLikelihood()).isNaN();
        assertThat(metrics.agreement()).isNaN();
    }

    @Test
    void agreementIsOverTheComparedRowsOnly() {
        ClassificationMetrics metrics = new ClassificationMetrics(2, BINS);
        metrics.add(0, 0, 1, 0, ClassificationMetrics.NO_REFERENCE);
        metrics.add(1, 0, 1, 0, 0);

        assertThat(metrics.agreement()).isEqualTo(1);
    }

    @Test
    void wrongArgumentsAreNamedAndLeaveNothingBehind() {
        ClassificationMetrics metrics = new ClassificationMetrics(2, BINS);

        assertThatThrownBy(() -> metrics.add(0, 0, 0.5, 1, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot measure predictions: reference class must lie in 0..1: 2");
        assertThatThrownBy(() -> metrics.add(-1, 0, 0.5, 1, 0))
                .hasMessage("Cannot count predictions: label must lie in 0..1: -1");
        assertThatThrownBy(() -> metrics.add(0, 2, 0.5, 1, 0))
                .hasMessage("Cannot count predictions: predicted class must lie in 0..1: 2");
        assertThatThrownBy(() -> metrics.add(0, 0, 1.5, 1, 0))
                .hasMessage("Cannot measure predictions: confidence must lie in 0..1: 1.5");
        assertThatThrownBy(() -> metrics.add(0, 0, 0.5, Double.NaN, 0))
                .hasMessage("Cannot measure predictions: negative log-likelihood must be at least 0: NaN");
        assertThatThrownBy(() -> metrics.merge(new ClassificationMetrics(3, BINS)))
                .hasMessage("Cannot count predictions: both must have the same number of classes: 2 and 3");
        assertThatThrownBy(() -> new ClassificationMetrics(0, BINS))
                .hasMessage("Cannot count predictions: classes must be at least 1: 0");
        assertThat(metrics.rows()).isZero();
    }

    private static ClassificationMetrics tally(int from, int until) {
        ClassificationMetrics metrics = new ClassificationMetrics(4, BINS);
        for (int i = from; i < until; i++) {
            metrics.add(LABELS[i], PREDICTED[i], CONFIDENCES[i], LOG_LOSSES[i], REFERENCE[i]);
        }
        return metrics;
    }
}
