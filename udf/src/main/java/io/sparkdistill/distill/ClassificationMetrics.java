package io.sparkdistill.distill;

import java.io.Serializable;

/** Counts what a classifier predicted against the labels. Not thread-safe; {@link #merge} joins parts. */
public final class ClassificationMetrics implements Serializable {
    private final long[][] confusion;
    private final Calibration calibration;
    private double negativeLogLikelihood;
    private long agreements;
    private long rows;

    /**
     * Starts without predictions.
     *
     * @param classes at least 2
     * @param bins of the expected calibration error
     */
    public ClassificationMetrics(int classes, int bins) {
        this.confusion = new long[classes][classes];
        this.calibration = new Calibration(bins);
    }

    /**
     * Adds a prediction.
     *
     * @param label class index
     * @param predicted class index
     * @param confidence probability of the predicted class, from 0 to 1
     * @param logLoss {@code −ln p(label)}, in nats
     * @param referenceClass what the reference, such as the teacher, predicted; -1 without one
     */
    public void add(int label, int predicted, double confidence, double logLoss, int referenceClass) {
        confusion[label][predicted]++;
        calibration.add(confidence, predicted == label);
        negativeLogLikelihood += logLoss;
        agreements += predicted == referenceClass ? 1 : 0;
        rows++;
    }

    /** Adds all predictions of another of the same shape. */
    public ClassificationMetrics merge(ClassificationMetrics other) {
        for (int label = 0; label < confusion.length; label++) {
            for (int predicted = 0; predicted < confusion.length; predicted++) {
                confusion[label][predicted] += other.confusion[label][predicted];
            }
        }
        calibration.merge(other.calibration);
        negativeLogLikelihood += other.negativeLogLikelihood;
        agreements += other.agreements;
        rows += other.rows;
        return this;
    }

    public long rows() {
        return rows;
    }

    /** Share of rows whose predicted class is the label, from 0 to 1. */
    public double accuracy() {
        long right = 0;
        for (int i = 0; i < confusion.length; i++) {
            right += confusion[i][i];
        }
        return (double) right / rows;
    }

    /**
     * Mean of {@code F1 = 2·tp / (2·tp + fp + fn)} over the classes that occur among labels or predictions, from 0 to 1.
     */
    public double macroF1() {
        double sum = 0;
        int present = 0;
        for (int i = 0; i < confusion.length; i++) {
            long marked = 0;
            for (int j = 0; j < confusion.length; j++) {
                marked += confusion[i][j] + confusion[j][i];
            }
            if (marked > 0) {
                sum += 2.0 * confusion[i][i] / marked;
                present++;
            }
        }
        return sum / present;
    }

    /** Mean of {@code −ln p(label)}, in nats, at least 0. */
    public double meanNegativeLogLikelihood() {
        return negativeLogLikelihood / rows;
    }

    /** Share of rows on which the predicted class is the reference's, from 0 to 1. */
    public double agreement() {
        return (double) agreements / rows;
    }

    public Calibration calibration() {
        return calibration;
    }

    /** Rows with this label and this prediction. */
    public long count(int label, int predicted) {
        return confusion[label][predicted];
    }
}
