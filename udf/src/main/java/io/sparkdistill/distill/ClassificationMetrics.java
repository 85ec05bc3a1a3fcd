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
    /** Smallest probability whose logarithm is taken: one prediction costs at most 87.3 nats, not infinity. */
    private static final double SMALLEST_PROBABILITY = Float.MIN_NORMAL;

    private final ConfusionMatrix confusion;
    private final Calibration calibration = new Calibration();
    private final Agreement agreement = new Agreement();
    private double negativeLogLikelihood;

    /** @param classes at least 1 */
    public ClassificationMetrics(int classes) {
        confusion = new ConfusionMatrix(classes);
    }

    /**
     * Adds one row.
     *
     * @param probabilities one a class
     * @param label the true class, from 0
     * @param referenceClass the class that the model to agree with predicts, or {@link #NO_REFERENCE}
     */
    public void add(float[] probabilities, int label, int referenceClass) {
        double[] wide = Vectors.widen(probabilities);
        Check.that(
                wide.length == confusion.classes(),
                OPERATION,
                confusion.classes() + " probabilities are needed",
                wide.length);
        if (referenceClass != NO_REFERENCE) {
            Check.classIndex(referenceClass, wide.length, OPERATION, "reference class");
        }
        calibration.add(wide, label);
        int predicted = Predictions.indexOfLargest(wide);
        confusion.add(label, predicted);
        negativeLogLikelihood -= Math.log(Math.max(SMALLEST_PROBABILITY, wide[label]));
        if (referenceClass != NO_REFERENCE) {
            agreement.add(predicted, referenceClass);
        }
    }

    /** Adds all that the other, over the same classes, has seen. */
    public void merge(ClassificationMetrics other) {
        confusion.merge(other.confusion);
        calibration.merge(other.calibration);
        negativeLogLikelihood += other.negativeLogLikelihood;
        agreement.merge(other.agreement);
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

    /** Mean of {@code -ln p(label)}, in nats; a probability below 1.2e-38 counts as 1.2e-38. */
    public double negativeLogLikelihood() {
        return negativeLogLikelihood / rows();
    }

    /** {@link Calibration#expectedError()} over {@value Calibration#DEFAULT_BINS} bins. */
    public double expectedCalibrationError() {
        return calibration.expectedError();
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
