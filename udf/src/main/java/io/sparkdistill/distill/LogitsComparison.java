package io.sparkdistill.distill;

/**
 * Compares the logits of a model with those of a reference, such as those of a quantized model with those of the
 * original model. Logits that are not all finite have no class, and are never correct: labeling rejects such an answer.
 *
 * @param rows number of examples compared
 * @param difference largest absolute difference of a logit, relative to those above 1; NaN where a logit is not finite
 * @param agreement share of the examples with the same class, in 0..1
 * @param labeled number of the examples with a label
 * @param accuracy share of the labeled examples that the model classifies correctly
 * @param referenceAccuracy share of the labeled examples that the reference classifies correctly
 */
public record LogitsComparison(
        int rows, double difference, double agreement, int labeled, double accuracy, double referenceAccuracy) {
    /** The label of an example without one. */
    public static final int UNLABELED = -1;

    /** The class of logits that are not all finite; no label. */
    private static final int NO_CLASS = -2;

    private static final double MOST_POINTS = 0.005;

    /**
     * Compares the logits of a model.
     *
     * @param found logits of the model, one row per example
     * @param expected logits of the reference for the same examples
     * @param labels class index of each example, or {@link #UNLABELED}
     */
    public static LogitsComparison of(float[][] found, float[][] expected, int[] labels) {
        double difference = 0;
        int same = 0;
        int labeled = 0;
        int correct = 0;
        int referenceCorrect = 0;
        for (int row = 0; row < found.length; row++) {
            int foundClass = largest(found[row]);
            int expectedClass = largest(expected[row]);
            difference = Math.max(difference, difference(found[row], expected[row]));
            same += foundClass == expectedClass ? 1 : 0;
            labeled += labels[row] == UNLABELED ? 0 : 1;
            correct += foundClass == labels[row] ? 1 : 0;
            referenceCorrect += expectedClass == labels[row] ? 1 : 0;
        }
        return new LogitsComparison(
                found.length,
                difference,
                share(same, found.length),
                labeled,
                share(correct, labeled),
                share(referenceCorrect, labeled));
    }

    private static double share(int count, int all) {
        return all == 0 ? 0 : (double) count / all;
    }

    private static int largest(float[] logits) {
        int largest = 0;
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                return NO_CLASS;
            }
            largest = logits[i] > logits[largest] ? i : largest;
        }
        return largest;
    }

    private static double difference(float[] found, float[] expected) {
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(
                    difference, Math.abs(found[i] - expected[i]) / Math.max(1, Math.abs((double) expected[i])));
        }
        return difference;
    }

    /** Returns whether the model is as good as the reference, within half a point. */
    public boolean isAsGood() {
        return labeled > 0 ? accuracy >= referenceAccuracy - MOST_POINTS : agreement >= 1 - MOST_POINTS;
    }

    /** Describes the comparison in half a sentence. */
    public String summary() {
        String compared = "largest difference of a logit %.1e, same class for %.4f of %d examples"
                .formatted(difference, agreement, rows);
        return labeled == 0
                ? compared
                : compared + ", accuracy %.4f instead of %.4f".formatted(accuracy, referenceAccuracy);
    }
}
