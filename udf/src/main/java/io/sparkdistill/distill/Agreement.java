package io.sparkdistill.distill;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/** How often two models predict the same class: a tally that grows row by row and merges with another. */
public final class Agreement implements Serializable {
    private long rows;
    private long agreeing;

    /** Adds one row, given the logits or the probabilities of both; ties as in {@link Predictions}. */
    public void add(double[] first, double[] second) {
        Check.sameLength(first, second, "compare predictions");
        add(Predictions.predictedClass(first), Predictions.predictedClass(second));
    }

    /** Adds one row, given the class that each predicts. */
    public void add(int first, int second) {
        rows++;
        agreeing += first == second ? 1 : 0;
    }

    /** Adds all that the other has seen. */
    public void merge(Agreement other) {
        rows += other.rows;
        agreeing += other.agreeing;
    }

    /** Writes the counts; {@link #read} reads them. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(rows);
        out.writeLong(agreeing);
    }

    /** Reads a tally that {@link #write} wrote. */
    public static Agreement read(DataInput in) throws IOException {
        Agreement agreement = new Agreement();
        agreement.rows = in.readLong();
        agreement.agreeing = in.readLong();
        return agreement;
    }

    /** Rows added. */
    public long rows() {
        return rows;
    }

    /** Share of the rows with the same class, from 0 to 1; NaN without rows. */
    public double share() {
        return (double) agreeing / rows;
    }
}
