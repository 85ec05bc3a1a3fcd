package io.sparkdistill.distill;

import java.io.Serializable;

/**
 * Computes the quality of a model's predictions: accuracy, macro F1, calibration, negative log-likelihood and agreement
 * with another model. It accumulates row by row, and the rows of several partitions can be merged.
 *
 * <p>A metric is NaN while no row contributes to it.
 */
public final class ClassificationMetrics implements Serializable {
    /** The reference class of a row that is not compared with another model. */
    public static final int NO_REFERENCE = -1;

    private static final String OPERATION = "measure predictions";

    private final ConfusionMatrix confusion;
    private final Calibration calibration;
    private final Agreement agreement = new Agreement();
    private double negativeLogLikelihood;

    /**
     * @param classes number of classes, at least 1
     * @param bins number of bins of the calibration error, at least 1
     */
    public ClassificationMetrics(int classes, int bins) {
        confusion = new ConfusionMatrix(classes);
        calibration = new Calibration(bins);
    }

    /**
     * Adds one row.
     *
     * @param label the true class, from 0
     * @param predicted the predicted class, from 0
     * @param confidence probability of the predicted class, in 0..1
     * @param logLoss {@code -ln p(label)}, in nats
     * @param referenceClass class that the reference model predicts, or {@link #NO_REFERENCE}
     */
    public void add(int label, int predicted, double confidence, double logLoss, int referenceClass) {
        if (referenceClass != NO_REFERENCE) {
            Check.classIndex(referenceClass, confusion.classes(), OPERATION, "reference class");
        }
        Check.that(logLoss >= 0, OPERATION, "negative log-likelihood must be at least 0", logLoss);
        Check.probability(confidence, OPERATION, "confidence");
        confusion.add(label, predicted);
        calibration.add(confidence, label, predicted);
        negativeLogLikelihood += logLoss;
        if (referenceClass != NO_REFERENCE) {
            agreement.add(predicted, referenceClass);
        }
    }

    /** Adds the rows of another accumulator over the same classes and bins, and returns this one. */
    public ClassificationMetrics merge(ClassificationMetrics other) {
        confusion.merge(other.confusion);
        calibration.merge(other.calibration);
        negativeLogLikelihood += other.negativeLogLikelihood;
        agreement.merge(other.agreement);
        return this;
    }

    /** Returns the number of rows added. */
    public long rows() {
        return calibration.rows();
    }

    /** Returns the share of rows whose predicted class is the label. */
    public double accuracy() {
        return confusion.accuracy();
    }

    /** Returns {@link ConfusionMatrix#macroF1()}. */
    public double macroF1() {
        return confusion.macroF1();
    }

    /** Returns the mean of {@code -ln p(label)}, in nats, at least 0. */
    public double meanNegativeLogLikelihood() {
        return negativeLogLikelihood / rows();
    }

    /** Returns the share of compared rows whose predicted class is the reference class. */
    public double agreement() {
        return agreement.share();
    }

    /** Returns the confusion matrix of labels and predictions. */
    public ConfusionMatrix confusion() {
        return confusion;
    }

    /** Returns the calibration of the confidences. */
    public Calibration calibration() {
        return calibration;
    }
}
