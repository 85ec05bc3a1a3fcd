package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;

/**
 * An asked share counts the rows of a table for which a cascade asked its teacher.
 *
 * @param asked number of rows that the teacher answered
 * @param rows number of all rows, at least 1
 */
public record AskedShare(long asked, long rows) {
    /** The standard normal quantile of a two-sided test at the level 0.001. */
    private static final double CRITICAL = 3.2905;

    public AskedShare {
        if (rows < 1 || asked < 0 || asked > rows) {
            throw new InvalidInputException(
                    "compare shares", "rows must be at least 1 and include the asked: %d of %d".formatted(asked, rows));
        }
    }

    /** Returns the share, from 0 to 1. */
    public double value() {
        return (double) asked / rows;
    }

    /**
     * Tells whether two shares differ by more than a tolerance, and by more than chance: a two-proportion z-test with the
     * pooled share is significant at the level 0.001. The rows then have another distribution, and what was certified for
     * the one does not hold for the other.
     *
     * @param tolerance largest difference that is no drift, from 0 to 1
     */
    public boolean driftsFrom(AskedShare other, double tolerance) {
        double difference = Math.abs(value() - other.value());
        double pooled = (double) (asked + other.asked) / (rows + other.rows);
        double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / rows + 1.0 / other.rows));
        return difference > tolerance && difference > CRITICAL * error;
    }
}
