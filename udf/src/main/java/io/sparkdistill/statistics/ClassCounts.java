package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Counts, for every class, the rows with it as their label, the rows with it as their prediction, and the rows with it
 * as both. Many measures of a classification depend on these counts alone.
 *
 * <p>A mean over classes gives every class the same weight. A measure is NaN without rows.
 */
public final class ClassCounts {
    private final long[] labeled;
    private final long[] predicted;
    private final long[] correct;

    /** @param classes number of classes, at least 1 */
    public ClassCounts(int classes) {
        if (classes < 1) {
            throw new InvalidInputException("count predictions", "classes must be at least 1: " + classes);
        }
        labeled = new long[classes];
        predicted = new long[classes];
        correct = new long[classes];
    }

    /** Adds several rows with the same label and the same predicted class. */
    public void add(int label, int prediction, long rows) {
        labeled[label] += rows;
        predicted[prediction] += rows;
        correct[label] += label == prediction ? rows : 0;
    }

    /** Returns the number of rows with this label. */
    public long labeled(int label) {
        return labeled[label];
    }

    /** Returns the share of rows whose predicted class is the label. */
    public double accuracy() {
        return (double) sum(correct) / sum(labeled);
    }

    /** Returns the mean recall of the classes that are the label of a row. */
    public double balancedAccuracy() {
        return mean(label -> labeled[label] > 0, this::recall);
    }

    /** Returns the share of the rows with this predicted class that have it as their label; NaN without such rows. */
    public double precision(int prediction) {
        return (double) correct[prediction] / predicted[prediction];
    }

    /** Returns the share of the rows with this label that are predicted as it; NaN without such rows. */
    public double recall(int label) {
        return (double) correct[label] / labeled[label];
    }

    /** Returns {@code F1 = 2 TP / (2 TP + FP + FN)}; NaN if the class is neither a label nor a prediction. */
    public double f1(int index) {
        return 2.0 * correct[index] / (labeled[index] + predicted[index]);
    }

    /** Returns the mean precision of the classes that occur; a class that is never predicted counts as 0. */
    public double macroPrecision() {
        return mean(this::occurs, index -> predicted[index] == 0 ? 0 : precision(index));
    }

    /** Returns the mean recall of the classes that occur; a class that is never a label counts as 0. */
    public double macroRecall() {
        return mean(this::occurs, index -> labeled[index] == 0 ? 0 : recall(index));
    }

    /** Returns the mean F1 of the classes that occur, as a label or as a prediction. */
    public double macroF1() {
        return mean(this::occurs, this::f1);
    }

    /**
     * Returns Matthews correlation coefficient for any number of classes, from -1 to 1. It is 0 where all rows have the
     * same label or the same prediction.
     *
     * @see <a href="https://doi.org/10.1016/j.compbiolchem.2004.09.006">Gorodkin 2004, equation 8</a>
     */
    public double matthewsCorrelation() {
        double rows = sum(labeled);
        double covariance = sum(correct) * rows - dot(labeled, predicted);
        double ofLabels = rows * rows - dot(labeled, labeled);
        double ofPredictions = rows * rows - dot(predicted, predicted);
        double scale = Math.sqrt(ofLabels) * Math.sqrt(ofPredictions);
        return rows > 0 && scale == 0 ? 0 : covariance / scale;
    }

    private boolean occurs(int index) {
        return labeled[index] + predicted[index] > 0;
    }

    private double mean(IntPredicate counts, IntToDoubleFunction measure) {
        return IntStream.range(0, labeled.length)
                .filter(counts)
                .mapToDouble(measure)
                .average()
                .orElse(Double.NaN);
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private static double dot(long[] one, long[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
