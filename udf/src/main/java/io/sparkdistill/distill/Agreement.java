package io.sparkdistill.distill;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * Counts how often two models predict the same class. It accumulates row by row, and counts of several partitions can
 * be merged.
 */
public final class Agreement implements Serializable {
    private long rows;
    private long agreeing;

    /**
     * Adds one row, given the logits or the probabilities of both models. Ties are resolved as in {@link Predictions}.
     */
    public void add(double[] first, double[] second) {
        Check.sameLength(first, second, "compare predictions");
        add(Predictions.predictedClass(first), Predictions.predictedClass(second));
    }

    /** Adds one row, given the class that each model predicts. */
    public void add(int first, int second) {
        rows++;
        agreeing += first == second ? 1 : 0;
    }

    /** Adds the rows that another accumulator has counted. */
    public void merge(Agreement other) {
        rows += other.rows;
        agreeing += other.agreeing;
    }

    /** Writes the counts in the form that {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(rows);
        out.writeLong(agreeing);
    }

    /** Reads counts that {@link #write} wrote. */
    public static Agreement read(DataInput in) throws IOException {
        Agreement agreement = new Agreement();
        agreement.rows = in.readLong();
        agreement.agreeing = in.readLong();
        return agreement;
    }

    /** Returns the number of rows added. */
    public long rows() {
        return rows;
    }

    /** Returns the share of rows for which both models predict the same class, from 0 to 1; NaN without rows. */
    public double share() {
        return (double) agreeing / rows;
    }
}
