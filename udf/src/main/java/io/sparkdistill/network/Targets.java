package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * What a batch should become. A row without a label or without a target holds zeros in its place.
 *
 * @param labels {@code (rows, classes)}: 1 at the label, 0 elsewhere
 * @param labelledRows how many rows have a label
 * @param soft {@code (rows, classes)}: the teacher's probabilities or logits
 * @param softRows how many rows have them
 */
public record Targets(NDArray labels, int labelledRows, NDArray soft, int softRows) {
    /**
     * Lays out the targets of a batch.
     *
     * @throws IllegalArgumentException when a label or a target does not fit the number of classes
     */
    static Targets of(NDManager manager, List<Example> batch, int classes) {
        float[] labels = new float[batch.size() * classes];
        float[] soft = new float[batch.size() * classes];
        int labelledRows = 0;
        int softRows = 0;
        for (int row = 0; row < batch.size(); row++) {
            Example example = batch.get(row);
            check(example, classes);
            if (example.isLabelled()) {
                labels[row * classes + example.label()] = 1;
                labelledRows++;
            }
            if (example.target() != null) {
                System.arraycopy(example.target(), 0, soft, row * classes, classes);
                softRows++;
            }
        }
        Shape shape = new Shape(batch.size(), classes);
        return new Targets(manager.create(labels, shape), labelledRows, manager.create(soft, shape), softRows);
    }

    /** Throws when a row has no target of a teacher. */
    void requireSoft() {
        if (softRows < rows()) {
            throw new IllegalArgumentException("Cannot compute a soft loss: %d of %d rows have no target of a teacher"
                    .formatted(rows() - softRows, rows()));
        }
    }

    int rows() {
        return Math.toIntExact(labels.getShape().get(0));
    }

    private static void check(Example example, int classes) {
        if (example.label() >= classes) {
            throw new IllegalArgumentException("Cannot train on an example: its label is not one of %d classes: %d"
                    .formatted(classes, example.label()));
        }
        if (example.target() != null && example.target().length != classes) {
            throw new IllegalArgumentException("Cannot train on an example: its target has not %d classes: %d"
                    .formatted(classes, example.target().length));
        }
    }
}
