package io.sparkdistill.distill;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * Computes a weighted mean of vectors, {@code sum_k w_k v_k / sum_k w_k}, in {@code double}. It accumulates vector by
 * vector, and the sums of several partitions can be merged.
 */
public final class WeightedMean implements Serializable {
    private static final String OPERATION = "average vectors";

    private double[] sums = {};
    private double weights;

    /** Adds a vector, as long as those before it, with a positive and finite weight. */
    public void add(double[] values, double weight) {
        Check.positive(weight, OPERATION, "weight");
        Check.numbers(values, OPERATION);
        fitTo(values.length);
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * values[i];
        }
        weights += weight;
    }

    /** Adds the vectors of another accumulator. */
    public void merge(WeightedMean other) {
        if (other.isEmpty()) {
            return;
        }
        fitTo(other.sums.length);
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
        weights += other.weights;
    }

    /** Writes the sums and the weights in the form that {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(sums.length);
        for (double sum : sums) {
            out.writeDouble(sum);
        }
        out.writeDouble(weights);
    }

    /** Reads sums that {@link #write} wrote. */
    public static WeightedMean read(DataInput in) throws IOException {
        WeightedMean mean = new WeightedMean();
        mean.sums = new double[in.readInt()];
        for (int i = 0; i < mean.sums.length; i++) {
            mean.sums[i] = in.readDouble();
        }
        mean.weights = in.readDouble();
        return mean;
    }

    /** Returns whether no vector has been added. */
    public boolean isEmpty() {
        return sums.length == 0;
    }

    /** Returns the mean; an empty array if no vector has been added. */
    public double[] value() {
        double[] mean = new double[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = sums[i] / weights;
        }
        return mean;
    }

    private void fitTo(int length) {
        if (isEmpty()) {
            sums = new double[length];
        }
        Check.that(
                sums.length == length,
                OPERATION,
                "all must have the same number of classes",
                sums.length + " and " + length);
    }
}
