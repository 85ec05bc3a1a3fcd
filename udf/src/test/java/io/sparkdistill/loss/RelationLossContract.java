package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Further tests that every loss of relations among hidden states passes. */
abstract class RelationLossContract extends HiddenLossContract {
    abstract RelationLoss.Relation relation();

    @Override
    final Loss loss() {
        return new RelationLoss(relation());
    }

    @Override
    final boolean isMeanOverRows() {
        return false;
    }

    /** Returns hidden states that are shifted, scaled and rotated: their relations are the same. */
    @Override
    final Optional<LossSamples.Student> agreeing() {
        double[][] turned = new double[LossSamples.ROWS][];
        for (int row = 0; row < LossSamples.ROWS; row++) {
            float[] taught = LossSamples.BATCH.hidden()[row];
            turned[row] = new double[] {7 - 3 * taught[1], 7 + 3 * taught[0], 100};
        }
        return Optional.of(LossSamples.STUDENT.withHidden(turned));
    }

    @Test
    void fewOrEqualRowsPullNowhere() {
        Outcome one = outcome(loss(), LossSamples.STUDENT.row(0), LossSamples.BATCH.rows(0));
        Outcome equal = outcome(
                loss(),
                LossSamples.STUDENT.withHidden(new double[LossSamples.ROWS][LossSamples.WIDTH]),
                LossSamples.BATCH);

        assertThat(one.value()).isZero();
        assertThat(one.gradients().get(0)).containsOnly(new float[LossSamples.WIDTH], within(0f));
        assertThat(equal.value()).isFinite();
        assertThat(equal.gradients().get(0)).containsOnly(new float[LossSamples.ROWS * LossSamples.WIDTH], within(0f));
    }

    static double distance(double[][] rows, int i, int j) {
        double[] difference = minus(rows[i], rows[j]);
        return Math.sqrt(LossSamples.dot(difference, difference));
    }

    static double cosine(double[][] rows, int i, int j, int k) {
        double product = LossSamples.dot(minus(rows[i], rows[j]), minus(rows[k], rows[j]));
        return product / (distance(rows, i, j) * distance(rows, k, j));
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = a.clone();
        Arrays.setAll(difference, i -> a[i] - b[i]);
        return difference;
    }

    static double huber(double difference) {
        double size = Math.abs(difference);
        return size <= 1 ? size * size / 2 : size - 0.5;
    }

    static double[][] taught(LossSamples.Batch batch) {
        return Arrays.stream(batch.hidden()).map(LossSamples::doubles).toArray(double[][]::new);
    }
}
