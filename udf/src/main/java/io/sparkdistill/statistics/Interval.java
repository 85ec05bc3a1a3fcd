package io.sparkdistill.statistics;

import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/** Represents a confidence interval. Both ends are NaN where nothing can be estimated. */
public record Interval(double lower, double upper) {
    /** The confidence level of every interval. */
    public static final double LEVEL = 0.95;

    /**
     * Returns the Wilson score interval of a share.
     *
     * @param part number of rows that the share counts, at most {@code rows}
     * @param rows number of all rows, at least 1 and less than 2^31
     * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson, Probable Inference, 1927</a>
     */
    public static Interval ofShare(long part, long rows) {
        ConfidenceInterval interval =
                new WilsonScoreInterval().createInterval(Math.toIntExact(rows), Math.toIntExact(part), LEVEL);
        return new Interval(interval.getLowerBound(), interval.getUpperBound());
    }

    /** Returns the interval that leaves out equally many of the smallest and of the largest values. */
    static Interval ofPercentiles(double[] values) {
        Percentile percentile = new Percentile();
        percentile.setData(values);
        double outside = 100 * (1 - LEVEL) / 2;
        return values.length == 0
                ? new Interval(Double.NaN, Double.NaN)
                : new Interval(percentile.evaluate(outside), percentile.evaluate(100 - outside));
    }

    /** Whether a value lies in the interval, its ends included. */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }
}
