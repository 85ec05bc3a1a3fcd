package io.sparkdistill.distill;

import java.io.Serializable;

/**
 * Expected calibration error over equal-width bins of confidence: {@code Σ_b n_b/n · |accuracy_b − confidence_b|}, from
 * 0 to 1. Source: Guo et al. (2017), equation 3. Not thread-safe; {@link #merge} joins parts.
 */
public final class Calibration implements Serializable {
    private final long[] counts;
    private final double[] confidences;
    private final long[] right;

    /**
     * Starts without predictions.
     *
     * @param bins at least 1
     */
    public Calibration(int bins) {
        this.counts = new long[bins];
        this.confidences = new double[bins];
        this.right = new long[bins];
    }

    /**
     * Adds a prediction.
     *
     * @param confidence probability of the predicted class, from 0 to 1
     * @param correct whether the predicted class is the label
     */
    public void add(double confidence, boolean correct) {
        int bin = Math.min(counts.length - 1, (int) (confidence * counts.length));
        counts[bin]++;
        confidences[bin] += confidence;
        right[bin] += correct ? 1 : 0;
    }

    /** Adds all predictions of another, of as many bins. */
    public Calibration merge(Calibration other) {
        for (int bin = 0; bin < counts.length; bin++) {
            counts[bin] += other.counts[bin];
            confidences[bin] += other.confidences[bin];
            right[bin] += other.right[bin];
        }
        return this;
    }

    /** The expected calibration error; not a number without predictions. */
    public double error() {
        double gaps = 0;
        long total = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            gaps += Math.abs(right[bin] - confidences[bin]);
            total += counts[bin];
        }
        return gaps / total;
    }

    public int bins() {
        return counts.length;
    }

    /** Predictions in a bin. */
    public long count(int bin) {
        return counts[bin];
    }

    /** Mean confidence in a bin; not a number if it is empty. */
    public double confidence(int bin) {
        return confidences[bin] / counts[bin];
    }

    /** Share of right predictions in a bin; not a number if it is empty. */
    public double accuracy(int bin) {
        return (double) right[bin] / counts[bin];
    }
}
