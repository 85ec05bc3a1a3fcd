package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import java.util.Arrays;

/**
 * A ranking sorts rows by a score, each of them positive or negative: the rows of one class against all others, by the
 * probability of this class. Rows with the same score are not put in any order.
 */
public final class Ranking {
    private final long positives;
    private final long negatives;
    private final double area;
    private final double averagePrecision;

    /**
     * Sorts the rows and computes the measures.
     *
     * @param scores of the rows; a higher score means that the row is rather positive
     * @param positive whether each row is positive
     */
    public Ranking(float[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new InvalidInputException(
                    "rank rows",
                    "every row must have a score: %d rows and %d scores".formatted(positive.length, scores.length));
        }
        long[] sorted = sorted(scores, positive);
        long above = 0;
        long positivesAbove = 0;
        double pairs = 0;
        double precisions = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from;
            int tied = 0;
            while (to < sorted.length && sorted[to] >> 1 == sorted[from] >> 1) {
                tied += (int) (sorted[to] & 1);
                to++;
            }
            long rows = (long) to - from;
            long negativesTied = rows - tied;
            pairs += negativesTied * (positivesAbove + tied / 2.0);
            above += rows;
            positivesAbove += tied;
            precisions += tied * ((double) positivesAbove / above);
        }
        positives = positivesAbove;
        negatives = above - positivesAbove;
        area = pairs / ((double) positives * negatives);
        averagePrecision = precisions / positives;
    }

    /** Returns one number per row, the highest score first: the bits of the score, and whether the row is positive. */
    private static long[] sorted(float[] scores, boolean[] positive) {
        long[] sorted = new long[scores.length];
        for (int i = 0; i < scores.length; i++) {
            if (!(scores[i] >= 0)) {
                throw new InvalidInputException("rank rows", "scores must be at least 0: " + scores[i]);
            }
            // Bits of floats from 0 on are in the order of the floats. The addition turns -0 into 0.
            sorted[i] = -2L * Float.floatToIntBits(scores[i] + 0f) + (positive[i] ? 1 : 0);
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * Returns the area under the receiver operating characteristic: the probability that a random positive row has a
     * higher score than a random negative one, where equal scores count half. NaN without rows of both kinds.
     */
    public double rocAuc() {
        return area;
    }

    /**
     * Returns the average precision: the sum over all thresholds of the precision times the gain in recall. NaN without
     * positive rows.
     *
     * @see <a
     *     href="https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html">scikit-learn</a>
     */
    public double averagePrecision() {
        return averagePrecision;
    }

    /** Returns the number of positive rows. */
    public long positives() {
        return positives;
    }

    /** Returns the number of negative rows. */
    public long negatives() {
        return negatives;
    }
}
