package io.sparkdistill.jobs.inference;

import io.sparkdistill.distill.Ensemble;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import java.io.Serializable;

/** What one model or several together predict, from the logits of each: by the mean of logits or of probabilities. */
public final class CombinedLogits implements Serializable {
    private final Combination combination;
    private final double[] weights;

    /** @param weights one for each model, positive */
    public CombinedLogits(Combination combination, double... weights) {
        this.combination = combination;
        this.weights = weights.clone();
    }

    /**
     * Natural logarithms of the probabilities at temperature 1, one a class. They are sums of logarithms, so that no
     * probability underflows to 0 by the way; {@code -Infinity} only where a logit is.
     *
     * @param logits a row for each model
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

    /** The class of the highest probability, the lowest index of equals. */
    public int predictedClass(float[][] logits) {
        return argmax(logProbabilities(logits));
    }

    /** The index of the largest value, the lowest of equals. */
    public static int argmax(double[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
