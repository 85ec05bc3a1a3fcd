package io.sparkdistill.distill;

/** From logits to probabilities. */
public final class Softmax {
    private Softmax() {}

    /**
     * Soft targets {@code q_i = exp(z_i / T) / Σ_j exp(z_j / T)}: Hinton, Vinyals, Dean (2015), equation 1.
     *
     * @param logits {@code z}, finite, one a class
     * @param temperature {@code T} > 0; 1 is the plain softmax
     * @return probabilities that sum to 1, in the order of the logits
     * @throws IllegalArgumentException if the temperature is not positive
     */
    public static float[] softTargets(float[] logits, double temperature) {
        checkTemperature(temperature);
        double highest = highest(logits);
        double[] exponentials = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            exponentials[i] = Math.exp((logits[i] - highest) / temperature);
            sum += exponentials[i];
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (exponentials[i] / sum);
        }
        return probabilities;
    }

    /**
     * The logarithm of the plain softmax, {@code z_i − ln Σ_j exp(z_j)}, which loses nothing where a probability is tiny.
     *
     * @param logits {@code z}, finite, one a class
     */
    public static double[] logProbabilities(float[] logits) {
        double highest = highest(logits);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - highest);
        }
        double normalizer = highest + Math.log(sum);
        double[] logarithms = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            logarithms[i] = logits[i] - normalizer;
        }
        return logarithms;
    }

    private static double highest(float[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        return highest;
    }

    private static void checkTemperature(double temperature) {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException(
                    "Cannot compute soft targets: temperature must be positive: " + temperature);
        }
    }
}
