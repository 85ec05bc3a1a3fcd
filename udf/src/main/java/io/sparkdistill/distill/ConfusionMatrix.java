package io.sparkdistill.distill;

import java.io.Serializable;

/**
 * Counts how often each class was predicted for each label. It accumulates row by row, and counts of several partitions
 * can be merged.
 */
public final class ConfusionMatrix implements Serializable {
    private static final String OPERATION = "count predictions";

    private final long[][] counts;

    /** @param classes number of classes, at least 1 */
    public ConfusionMatrix(int classes) {
        Check.that(classes >= 1, OPERATION, "classes must be at least 1", classes);
        counts = new long[classes][classes];
    }

    /** Adds one row. */
    public void add(int label, int predicted) {
        add(label, predicted, 1);
    }

    /** Adds several rows with the same label and predicted class. */
    public void add(int label, int predicted, long rows) {
        Check.classIndex(label, classes(), OPERATION, "label");
        Check.classIndex(predicted, classes(), OPERATION, "predicted class");
        counts[label][predicted] += rows;
    }

    /** Adds the counts of another matrix over the same classes. */
    public void merge(ConfusionMatrix other) {
        Check.that(
                classes() == other.classes(),
                OPERATION,
                "both must have the same number of classes",
                classes() + " and " + other.classes());
        for (int label = 0; label < counts.length; label++) {
            for (int predicted = 0; predicted < counts.length; predicted++) {
                counts[label][predicted] += other.counts[label][predicted];
            }
        }
    }

    /** Returns the number of classes. */
    public int classes() {
        return counts.length;
    }

    /** Returns the number of rows. */
    public long rows() {
        long rows = 0;
        for (int label = 0; label < counts.length; label++) {
            rows += labeled(label);
        }
        return rows;
    }

    /** Returns the number of rows with this label. */
    public long count(int label, int predicted) {
        return counts[label][predicted];
    }

    /** Returns the share of rows whose predicted class is the label; NaN without rows. */
    public double accuracy() {
        long correct = 0;
        for (int label = 0; label < counts.length; label++) {
            correct += counts[label][label];
        }
        return (double) correct / rows();
    }

    /** Returns the share of rows with this label that were predicted as it; NaN without such rows. */
    public double recall(int label) {
        Check.classIndex(label, classes(), OPERATION, "label");
        return (double) counts[label][label] / labeled(label);
    }

    /**
     * Returns the mean over the classes of {@code F1 = 2 TP / (2 TP + FP + FN)}, every class with the same weight; NaN
     * without rows.
     *
     * <p>A class that is neither a label nor a prediction of any row does not count. A class that is never predicted
     * correctly counts as 0.
     *
     * @see <a href="https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html">scikit-learn's
     *     f1_score with average='macro', zero_division=0</a>
     */
    public double macroF1() {
        double sum = 0;
        int present = 0;
        for (int index = 0; index < counts.length; index++) {
            long seen = labeled(index) + predicted(index);
            if (seen > 0) {
                sum += 2.0 * counts[index][index] / seen;
                present++;
            }
        }
        return sum / present;
    }

    /** Returns the number of rows with this label. */
    public long labeled(int label) {
        long rows = 0;
        for (long count : counts[label]) {
            rows += count;
        }
        return rows;
    }

    /** Returns the number of rows with this predicted class. */
    public long predicted(int predicted) {
        long rows = 0;
        for (long[] row : counts) {
            rows += row[predicted];
        }
        return rows;
    }
}
