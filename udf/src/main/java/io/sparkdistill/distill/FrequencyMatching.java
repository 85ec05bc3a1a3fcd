package io.sparkdistill.distill;

import java.util.List;

/**
 * Chooses the biases with which the mean probability of a class equals its frequency. No labels are needed, only the
 * frequencies, such as the mean probabilities by a teacher that knows the classes.
 *
 * <p>Each step adds {@code ln(frequency / mean probability)} to every bias, which is generalized iterative scaling
 * (Darroch and Ratcliff 1972): as the probabilities of an example sum to 1, it converges to the only solution. The
 * application to a class that the transfer set lacks: Hinton, Vinyals, Dean (2015), "Distilling the Knowledge in a
 * Neural Network", section 3.
 */
public final class FrequencyMatching {
    private static final String OPERATION = "match frequencies";
    private static final int MOST_STEPS = 2000;
    private static final double TOLERANCE = 1e-7;

    private FrequencyMatching() {}

    /**
     * Returns one bias per class; classes that are not to be biased have 0.
     *
     * @param logits one row per example, one logit per class; logarithms of probabilities work too
     * @param frequencies one per class, above 0 and below 1 for each biased class
     * @param biased classes
     */
    public static double[] biases(double[][] logits, double[] frequencies, List<Integer> biased) {
        Check.that(logits.length > 0, OPERATION, "there must be at least 1 example", logits.length);
        for (int each : biased) {
            Check.classIndex(each, frequencies.length, OPERATION, "class");
            double frequency = frequencies[each];
            Check.that(frequency > 0 && frequency < 1, OPERATION, "frequency must lie between 0 and 1", frequency);
        }
        double[] biases = new double[frequencies.length];
        double largest = Double.POSITIVE_INFINITY;
        for (int step = 0; step < MOST_STEPS && largest > TOLERANCE; step++) {
            double[] means = meanProbabilities(logits, biases);
            largest = 0;
            for (int each : biased) {
                double change = Math.log(frequencies[each] / Math.max(means[each], Double.MIN_NORMAL));
                biases[each] += change;
                largest = Math.max(largest, Math.abs(change));
            }
        }
        return biases;
    }

    private static double[] meanProbabilities(double[][] logits, double[] biases) {
        double[] means = new double[biases.length];
        double[] biased = new double[biases.length];
        for (double[] row : logits) {
            Check.that(row.length == biases.length, OPERATION, "each class must have a logit", row.length);
            for (int i = 0; i < row.length; i++) {
                biased[i] = row[i] + biases[i];
            }
            double[] probabilities = Softmax.softTargets(biased, 1);
            for (int i = 0; i < row.length; i++) {
                means[i] += probabilities[i] / logits.length;
            }
        }
        return means;
    }
}
