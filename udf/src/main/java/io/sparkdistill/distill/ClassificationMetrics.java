package io.sparkdistill.distill;

import java.io.Serializable;

/**
 * How good a model's predictions are: a tally that grows row by row, merges with another, and travels to executors.
 *
 * <p>Every metric is NaN where no row says anything about it.
 */
public final class ClassificationMetrics implements Serializable {
    /** For a row that is not compared with another model. */
    public static final int NO_REFERENCE = -1;

    private static final String OPERATION = "measure predictions";

    private final ConfusionMatrix confusion;
    private final Calibration calibration;
    private final Agreement agreement = new Agreement();
    private double negativeLogLikelihood;

    /**
     * @param classes at least 1
     * @param bins of the calibration error, at least 1
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
     * @param confidence its probability, in 0..1
     * @param logLoss {@code -ln p(label)}, in nats
     * @param referenceClass the class that the model to agree with predicts, or {@link #NO_REFERENCE}
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

    /** Adds all that the other, over the same classes and bins, has seen; returns this one. */
    public ClassificationMetrics merge(ClassificationMetrics other) {
        confusion.merge(other.confusion);
        calibration.merge(other.calibration);
        negativeLogLikelihood += other.negativeLogLikelihood;
        agreement.merge(other.agreement);
        return this;
    }

    /** Rows added. */
    public long rows() {
        return calibration.rows();
    }

    /** Share of the rows whose predicted class is the label. */
    public double accuracy() {
        return confusion.accuracy();
    }

    /** {@link ConfusionMatrix#macroF1()}. */
    public double macroF1() {
        return confusion.macroF1();
    }

    /** Mean of {@code -ln p(label)}, in nats, at least 0. */
    public double meanNegativeLogLikelihood() {
        return negativeLogLikelihood / rows();
    }

    /** Share of the compared rows whose predicted class is the reference class. */
    public double agreement() {
        return agreement.share();
    }

    /** Labels against predictions. */
    public ConfusionMatrix confusion() {
        return confusion;
    }

    /** Confidences against accuracy. */
    public Calibration calibration() {
        return calibration;
    }
}
