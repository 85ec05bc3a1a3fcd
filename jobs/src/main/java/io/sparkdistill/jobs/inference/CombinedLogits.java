package io.sparkdistill.jobs.inference;

import io.sparkdistill.distill.Ensemble;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import java.io.Serializable;

/** Combines the logits of several models into one prediction, by the mean of their logits or of their probabilities. */
public final class CombinedLogits implements Serializable {
    private final Combination combination;
    private final double[] weights;

    /**
     * Creates a combination.
     *
     * @param weights one per model, positive
     */
    public CombinedLogits(Combination combination, double... weights) {
        this.combination = combination;
        this.weights = weights.clone();
    }

    /**
     * Returns the natural logarithms of the probabilities at temperature 1, one per class. They are computed in log
     * space, so that no probability underflows to 0; a value is {@code -Infinity} only where a logit is.
     *
     * @param logits one row per model, one column per class
     */
    public double[] logProbabilities(float[][] logits) {
        if (combination == Combination.LOGITS) {
            return Softmax.logSoftTargets(Vectors.widen(Ensemble.mean(logits, weights)), 1);
        }
        double[][] each = new double[logits.length][];
        double total = 0;
        for (int k = 0; k < each.length; k++) {
            each[k] = Softmax.logSoftTargets(Vectors.widen(logits[k]), 1);
            total += weights[k];
        }
        double[] mean = new double[each[0].length];
        for (int c = 0; c < mean.length; c++) {
            mean[c] = logOfSum(each, c) - Math.log(total);
        }
        return mean;
    }

    private double logOfSum(double[][] each, int c) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double[] one : each) {
            largest = Math.max(largest, one[c]);
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest;
        }
        double sum = 0;
        for (int k = 0; k < each.length; k++) {
            sum += weights[k] * Math.exp(each[k][c] - largest);
        }
        return largest + Math.log(sum);
    }

    /** Returns the index of the class with the highest probability, the lowest one if several are equal. */
    public int predictedClass(float[][] logits) {
        return argmax(logProbabilities(logits));
    }

    /** Returns the index of the largest value, the lowest one if several are equal. */
    public static int argmax(double[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
