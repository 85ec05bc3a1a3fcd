package io.sparkdistill.distill;

/**
 * Computes the softmax at a temperature, which turns a teacher's logits into soft targets.
 *
 * <p>{@code q_i = exp(z_i / T) / sum_j exp(z_j / T)}. The largest logit is subtracted first, so that no exponential
 * overflows. {@code T = 1} is the plain softmax; a higher {@code T} spreads the probabilities over the classes.
 *
 * <p>Arrays hold one value per class, in class order, and are not changed. A logit of {@code -Infinity} is a class of
 * probability 0. NaN, {@code +Infinity}, an empty array, and a temperature that is not positive and finite are each an
 * {@link InvalidInputException}.
 *
 * @see <a href="https://arxiv.org/abs/1503.02531">Hinton, Vinyals, Dean 2015, equation 1</a>
 */
public final class Softmax {
    private static final String SOFT_TARGETS = "compute soft targets";
    private static final String LOG_SOFT_TARGETS = "compute log soft targets";
    private static final String RETEMPER = "change the temperature";

    private Softmax() {}

    /** Returns the soft targets, each in 0..1, which sum to 1. */
    public static double[] softTargets(double[] logits, double temperature) {
        return normalized(scores(logits, temperature, SOFT_TARGETS));
    }

    /** Returns {@link #softTargets(double[], double)}, computed in {@code double}. */
    public static float[] softTargets(float[] logits, double temperature) {
        return Vectors.narrow(softTargets(Vectors.widen(logits), temperature));
    }

    /**
     * Returns the natural logarithms of the soft targets, each at most 0: {@code z_i / T - ln sum_j exp(z_j / T)}. They
     * are exact where the probability itself would underflow to 0.
     */
    public static double[] logSoftTargets(double[] logits, double temperature) {
        double[] scores = scores(logits, temperature, LOG_SOFT_TARGETS);
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score);
        }
        double logSum = Math.log(sum);
        for (int i = 0; i < scores.length; i++) {
            scores[i] -= logSum;
        }
        return scores;
    }

    /** Returns {@link #logSoftTargets(double[], double)}, computed in {@code double}. */
    public static float[] logSoftTargets(float[] logits, double temperature) {
        return Vectors.narrow(logSoftTargets(Vectors.widen(logits), temperature));
    }

    /**
     * Converts soft targets from one temperature to another: {@code p_i ^ (from / to)}, scaled to sum to 1. A
     * probability that has underflowed to 0 stays 0, so start from logits where they are available.
     */
    public static double[] retemper(double[] probabilities, double from, double to) {
        Check.temperature(from, RETEMPER);
        Check.temperature(to, RETEMPER);
        Check.probabilities(probabilities, RETEMPER);
        double[] logits = new double[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = from * Math.log(Math.max(0, probabilities[i]));
        }
        return normalized(scores(logits, to, RETEMPER));
    }

    /** Returns {@link #retemper(double[], double, double)}, computed in {@code double}. */
    public static float[] retemper(float[] probabilities, double from, double to) {
        return Vectors.narrow(retemper(Vectors.widen(probabilities), from, to));
    }

    private static double[] scores(double[] logits, double temperature, String operation) {
        Check.temperature(temperature, operation);
        double largest = largest(logits, operation);
        double[] scores = new double[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (logits[i] - largest) / temperature;
        }
        return scores;
    }

    private static double largest(double[] logits, String operation) {
        Check.notEmpty(logits, operation);
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length; i++) {
            if (!(logits[i] < Double.POSITIVE_INFINITY)) {
                throw new InvalidInputException(operation, "logit must be finite: " + logits[i] + " for class " + i);
            }
            largest = Math.max(largest, logits[i]);
        }
        Check.that(
                largest > Double.NEGATIVE_INFINITY, operation, "at least one logit must be finite, all are", largest);
        return largest;
    }

    /** Replaces scores by their exponentials, divided by the sum. */
    private static double[] normalized(double[] scores) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i]);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }
}
