package io.sparkdistill.statistics;

import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** Represents a confidence interval. Both ends are NaN where nothing can be estimated. */
public record Interval(double lower, double upper) {
    /** The confidence level of every interval. */
    public static final double LEVEL = 0.95;

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
