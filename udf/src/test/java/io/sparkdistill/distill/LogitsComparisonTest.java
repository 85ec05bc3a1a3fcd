package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogitsComparisonTest {
    private static final int ROWS = 200;

    @Test
    void countsClassesAndLabels() {
        float[][] expected = {{1, 2}, {3, 0}, {0, 4}, {5, 1}};
        float[][] found = {{1, 2}, {3, 0.5f}, {0, 4}, {5, 6}};
        int[] labels = {1, 0, LogitsComparison.UNLABELED, 0};
        LogitsComparison comparison = LogitsComparison.of(found, expected, labels);
        assertThat(comparison).isEqualTo(new LogitsComparison(4, 5, 0.75, 3, 2.0 / 3, 1));
        assertThat(comparison.summary())
                .isEqualTo("largest difference of a logit 5.0e+00, same class for 0.7500 of 4 examples, accuracy 0.6667"
                        + " instead of 1.0000");
    }

    @Test
    void aDifferenceIsRelativeToLargeLogits() {
        assertThat(LogitsComparison.of(new float[][] {{101, 0.5f}}, new float[][] {{100, 0}}, new int[] {-1})
                        .difference())
                .isEqualTo(0.5);
        assertThat(LogitsComparison.of(new float[][] {{150, 0}}, new float[][] {{100, 0}}, new int[] {-1})
                        .difference())
                .isEqualTo(0.5);
    }

    @Test
    void logitsThatAreNotFiniteHaveNoClass() {
        float[][] expected = {{1, 0}, {1, 0}, {1, 0}, {1, 0}};
        float[][] found = {{1, 0}, {Float.NaN, Float.NaN}, {Float.POSITIVE_INFINITY, 0}, {1, Float.NEGATIVE_INFINITY}};
        LogitsComparison labeled = LogitsComparison.of(found, expected, new int[4]);
        assertThat(labeled.agreement()).isEqualTo(0.25);
        assertThat(labeled.accuracy()).isEqualTo(0.25);
        assertThat(labeled.referenceAccuracy()).isEqualTo(1);
        assertThat(labeled.difference()).isNaN();
        assertThat(labeled.isAsGood()).isFalse();
        int[] unlabeled = new int[4];
        Arrays.fill(unlabeled, LogitsComparison.UNLABELED);
        assertThat(LogitsComparison.of(found, expected, unlabeled).isAsGood()).isFalse();
    }

    @Test
    void halfAPointOfAccuracyIsAllowed() {
        assertThat(wrong(1, 0).isAsGood()).isTrue();
        assertThat(wrong(2, 0).isAsGood()).isFalse();
    }

    @Test
    void withoutLabelsTheClassesMustAgree() {
        assertThat(wrong(1, LogitsComparison.UNLABELED).isAsGood()).isTrue();
        assertThat(wrong(2, LogitsComparison.UNLABELED).isAsGood()).isFalse();
    }

    /** A model that errs on some rows of which the reference knows the class, 0. */
    private static LogitsComparison wrong(int count, int label) {
        float[][] expected = new float[ROWS][];
        float[][] found = new float[ROWS][];
        int[] labels = new int[ROWS];
        Arrays.fill(labels, label);
        for (int row = 0; row < ROWS; row++) {
            expected[row] = new float[] {1, 0};
            found[row] = row < count ? new float[] {0, 1} : expected[row];
        }
        return LogitsComparison.of(found, expected, labels);
    }
}
