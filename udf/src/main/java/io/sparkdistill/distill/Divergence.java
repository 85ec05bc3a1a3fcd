package io.sparkdistill.distill;

/**
 * Computes divergences between two distributions over the same classes, in nats.
 *
 * <p>{@code 0 ln 0 = 0}. Where {@code q_i = 0} and {@code p_i > 0}, {@code ln q_i} is {@code -Infinity}, so
 * cross-entropy and KL divergence are {@code +Infinity}.
 *
 * <p>Arrays hold one probability per class, in class order. Empty arrays, unequal lengths, a probability outside 0..1
 * and a sum that differs from 1 are each an {@link InvalidInputException}.
 */
public final class Divergence {
    private Divergence() {}

    /** Returns the entropy {@code H(p) = -sum_i p_i ln p_i}, from 0 (one class) to {@code ln(classes)} (uniform). */
    public static double entropy(double[] p) {
        Check.probabilities(p, "compute entropy");
        return crossEntropyOf(p, p);
    }

    /** Returns {@link #entropy(double[])} of stored probabilities. */
    public static double entropy(float[] p) {
        return entropy(Vectors.widen(p));
    }

    /** Returns the cross-entropy {@code H(p, q) = -sum_i p_i ln q_i}, at least {@code H(p)}. */
    public static double crossEntropy(double[] p, double[] q) {
        checkBoth(p, q, "compute cross-entropy");
        return crossEntropyOf(p, q);
    }

    /**
     * Returns the Kullback-Leibler divergence {@code KL(p || q) = sum_i p_i ln(p_i / q_i)}, at least 0, and 0 only
     * where {@code p = q}.
     *
     * @see <a href="https://doi.org/10.1214/aoms/1177729694">Kullback, Leibler 1951</a>
     */
    public static double klDivergence(double[] p, double[] q) {
        checkBoth(p, q, "compute KL divergence");
        return klDivergenceOf(p, q);
    }

    /**
     * Returns the Jensen-Shannon divergence {@code JS(p, q) = KL(p || m) / 2 + KL(q || m) / 2} with {@code m = (p + q)
     * / 2}. It is symmetric and finite, from 0 to {@code ln 2}.
     *
     * @see <a href="https://doi.org/10.1109/18.61115">Lin 1991</a>
     */
    public static double jsDivergence(double[] p, double[] q) {
        checkBoth(p, q, "compute JS divergence");
        double[] middle = new double[p.length];
        for (int i = 0; i < middle.length; i++) {
            middle[i] = (p[i] + q[i]) / 2;
        }
        return (klDivergenceOf(p, middle) + klDivergenceOf(q, middle)) / 2;
    }

    /**
     * Returns the total variation {@code TV(p, q) = sum_i |p_i - q_i| / 2}, from 0 (equal) to 1 (no class in common).
     */
    public static double totalVariation(double[] p, double[] q) {
        checkBoth(p, q, "compute total variation");
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return sum / 2;
    }

    private static double crossEntropyOf(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                sum -= p[i] * Math.log(Math.max(0, q[i]));
            }
        }
        return Math.max(0, sum);
    }

    private static double klDivergenceOf(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                sum += p[i] * Math.log(p[i] / Math.max(0, q[i]));
            }
        }
        // Rounded probabilities can sum to a little less than 1, and the divergence then falls below 0.
        return Math.max(0, sum);
    }

    private static void checkBoth(double[] p, double[] q, String operation) {
        Check.sameLength(p, q, operation);
        Check.probabilities(p, operation);
        Check.probabilities(q, operation);
    }
}
