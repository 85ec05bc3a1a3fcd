package io.sparkdistill.jobs.train.examples;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Selects the rows with the smallest hashes, where only some of many are wanted, without a sort of all rows and without
 * a list of them in one process.
 */
public final class HashSample {
    /** The number of chosen rows varies by its square root; this many of them are chosen on top. */
    private static final double DEVIATIONS = 6;

    private HashSample() {}

    /**
     * Returns all rows, or a little more than a number of them: those whose hash is below a threshold that follows from
     * the number of rows. Fewer than this number are chosen about once in a billion times.
     *
     * @param hash evenly distributed over all whole numbers of 64 bits
     * @param wanted number of rows
     */
    public static Dataset<Row> smallest(Dataset<Row> rows, Column hash, long wanted) {
        double expected = wanted;
        double share = (expected + DEVIATIONS * Math.sqrt(expected) + DEVIATIONS) / rows.count();
        return share < 1 ? rows.where(hash.leq((long) (Math.scalb(share, Long.SIZE) - 0x1p63))) : rows;
    }
}
