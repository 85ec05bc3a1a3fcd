package io.sparkdistill.distill;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often each class was predicted for each label. It accumulates row by row, and counts of several partitions
 * can be merged. Only pairs that occur take memory, so that thousands of classes are counted on every executor.
 */
public final class ConfusionMatrix implements Serializable {
    private static final String OPERATION = "count predictions";

    private final Map<Long, Long> counts = new HashMap<>();
    private final long[] labeled;
    private final long[] predicted;

    /** @param classes number of classes, at least 1 */
    public ConfusionMatrix(int classes) {
        Check.that(classes >= 1, OPERATION, "classes must be at least 1", classes);
        labeled = new long[classes];
        predicted = new long[classes];
    }

    /** Adds one row. */
    public void add(int label, int predictedClass) {
        add(label, predictedClass, 1);
    }

    /** Adds several rows with the same label and predicted class. */
    public void add(int label, int predictedClass, long rows) {
        Check.classIndex(label, classes(), OPERATION, "label");
        Check.classIndex(predictedClass, classes(), OPERATION, "predicted class");
        counts.merge(pair(label, predictedClass), rows, Long::sum);
        labeled[label] += rows;
        predicted[predictedClass] += rows;
    }

    private long pair(int label, int predictedClass) {
        return (long) label * classes() + predictedClass;
    }

    /** Adds the counts of another matrix over the same classes. */
    public void merge(ConfusionMatrix other) {
        Check.that(
                classes() == other.classes(),
                OPERATION,
                "both must have the same number of classes",
                classes() + " and " + other.classes());
        other.counts.forEach((pair, rows) -> counts.merge(pair, rows, Long::sum));
        for (int index = 0; index < labeled.length; index++) {
            labeled[index] += other.labeled[index];
            predicted[index] += other.predicted[index];
        }
    }

    /** Returns the number of classes. */
    public int classes() {
        return labeled.length;
    }

    /** Returns the number of rows. */
    public long rows() {
        long rows = 0;
        for (long count : labeled) {
            rows += count;
        }
        return rows;
    }

    /** Returns the number of rows with this label and this predicted class. */
    public long count(int label, int predictedClass) {
        return counts.getOrDefault(pair(label, predictedClass), 0L);
    }

    /** Returns the share of rows whose predicted class is the label; NaN without rows. */
    public double accuracy() {
        long correct = 0;
        for (int label = 0; label < labeled.length; label++) {
            correct += count(label, label);
        }
        return (double) correct / rows();
    }

    /** Returns the share of rows with this label that were predicted as it; NaN without such rows. */
    public double recall(int label) {
        Check.classIndex(label, classes(), OPERATION, "label");
        return (double) count(label, label) / labeled(label);
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
        for (int index = 0; index < labeled.length; index++) {
            long seen = labeled(index) + predicted(index);
            if (seen > 0) {
                sum += 2.0 * count(index, index) / seen;
                present++;
            }
        }
        return sum / present;
    }

    /** Returns the number of rows with this label. */
    public long labeled(int label) {
        return labeled[label];
    }

    /** Returns the number of rows with this predicted class. */
    public long predicted(int predictedClass) {
        return predicted[predictedClass];
    }
}
