package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Softmax;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * Temperature scaling divides the logits of a model by one temperature, which is chosen for the lowest negative
 * log-likelihood of labeled rows. It changes confidences and no predicted class.
 *
 * <p>Probabilities serve as well as logits: the logarithm of a probability is the logit minus a number that is the same
 * for all classes.
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo, Pleiss, Sun, Weinberger 2017, section 4.2</a>
 */
public final class TemperatureScaling {
    private static final double LOWEST = 0.05;
    private static final double HIGHEST = 20;
    private static final double TOLERANCE = 1e-8;
    private static final int EVALUATIONS = 200;

    private TemperatureScaling() {}

    /**
     * Chooses the temperature.
     *
     * @param probabilities one probability per class, for each row
     * @param labels the true class of each row
     * @return a temperature from 0.05 to 20
     */
    public static double fit(float[][] probabilities, int[] labels) {
        if (labels.length == 0 || labels.length != probabilities.length) {
            throw new InvalidInputException(
                    "fit a temperature",
                    "every label needs probabilities: %d labels and %d rows"
                            .formatted(labels.length, probabilities.length));
        }
        double logarithm = new BrentOptimizer(TOLERANCE, TOLERANCE)
                .optimize(
                        GoalType.MINIMIZE,
                        new MaxEval(EVALUATIONS),
                        new UnivariateObjectiveFunction(x -> meanNll(probabilities, labels, Math.exp(x))),
                        new SearchInterval(Math.log(LOWEST), Math.log(HIGHEST), 0))
                .getPoint();
        return Math.exp(logarithm);
    }

    private static double meanNll(float[][] probabilities, int[] labels, double temperature) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum -= logarithms(probabilities[i], temperature)[labels[i]];
        }
        return sum / labels.length;
    }

    /** Returns the probabilities at a temperature. */
    public static float[] scale(float[] probabilities, double temperature) {
        double[] logarithms = logarithms(probabilities, temperature);
        float[] scaled = new float[probabilities.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) Math.exp(logarithms[i]);
        }
        return scaled;
    }

    /** Returns the logarithms at a temperature. A probability that was rounded to 0 counts as the least float above. */
    private static double[] logarithms(float[] probabilities, double temperature) {
        double[] logits = new double[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Math.log(Math.max(probabilities[i], Float.MIN_VALUE));
        }
        return Softmax.logSoftTargets(logits, temperature);
    }
}
