package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.network.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a batch should become. A row without a label or without a target holds zeros in its place.
 *
 * @param labels {@code (rows, classes)}: 1 at the label, 0 elsewhere
 * @param labeledRows how many rows have a label
 * @param soft {@code (rows, classes)}: the teacher's probabilities or logits; 0 for classes that a target does not list
 * @param softRows how many rows have them
 * @param sparseRows how many rows have them for few classes only
 * @param remaining the mass of the classes that are not listed; null where there is none
 * @param hidden {@code (rows, width)}: the teacher's hidden states; null when no row has one
 */
public record Targets(
        NDArray labels,
        int labeledRows,
        NDArray soft,
        int softRows,
        int sparseRows,
        RemainingMass remaining,
        NDArray hidden) {
    /**
     * Lays out the targets of a batch.
     *
     * @throws IllegalArgumentException when a label or a target does not fit the number of classes
     */
    public static Targets of(NDManager manager, List<Example> batch, int classes) {
        float[] labels = new float[batch.size() * classes];
        float[] soft = new float[batch.size() * classes];
        int labeledRows = 0;
        int softRows = 0;
        int sparseRows = 0;
        for (int row = 0; row < batch.size(); row++) {
            Example example = batch.get(row);
            check(example, classes);
            if (example.isLabeled()) {
                labels[row * classes + example.label()] = 1;
                labeledRows++;
            }
            if (example.target() != null) {
                spread(example, soft, row * classes);
                softRows++;
                sparseRows += example.targetClasses() == null ? 0 : 1;
            }
        }
        Shape shape = new Shape(batch.size(), classes);
        return new Targets(
                manager.create(labels, shape),
                labeledRows,
                manager.create(soft, shape),
                softRows,
                sparseRows,
                sparseRows == 0 ? null : RemainingMass.of(manager, batch, classes),
                hidden(manager, batch));
    }

    private static NDArray hidden(NDManager manager, List<Example> batch) {
        float[][] states =
                batch.stream().map(Example::hidden).filter(Objects::nonNull).toArray(float[][]::new);
        if (states.length == 0) {
            return null;
        }
        if (states.length < batch.size()) {
            throw new IllegalArgumentException(
                    "Cannot train on a batch: %d of %d rows have no hidden state of a teacher"
                            .formatted(batch.size() - states.length, batch.size()));
        }
        return manager.create(states);
    }

    /** The teacher's hidden states; throws when there are none. */
    NDArray requireHidden() {
        if (hidden == null) {
            throw new IllegalArgumentException(
                    "Cannot compute a loss of hidden states: the examples have none of a teacher");
        }
        return hidden;
    }

    private static void spread(Example example, float[] soft, int row) {
        int[] listed = example.targetClasses();
        if (listed == null) {
            System.arraycopy(example.target(), 0, soft, row, example.target().length);
            return;
        }
        for (int i = 0; i < listed.length; i++) {
            soft[row + listed[i]] = example.target()[i];
        }
    }

    /** Throws when a row has no target of a teacher for every class. */
    void requireSoft() {
        requireSoftOrSparse();
        if (sparseRows > 0) {
            throw new IllegalArgumentException(
                    "Cannot compute this loss: %d of %d rows have targets of few classes; set label.top-k = 0, or train.loss = kl"
                            .formatted(sparseRows, rows()));
        }
    }

    /** Throws when a row has no target of a teacher. */
    void requireSoftOrSparse() {
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
        int[] listed = example.targetClasses();
        if (listed != null) {
            if (Arrays.stream(listed).anyMatch(index -> index < 0 || index >= classes)) {
                throw new IllegalArgumentException(
                        "Cannot train on an example: its target lists other than %d classes: %s"
                                .formatted(classes, Arrays.toString(listed)));
            }
        } else if (example.target() != null && example.target().length != classes) {
            throw new IllegalArgumentException("Cannot train on an example: its target has not %d classes: %d"
                    .formatted(classes, example.target().length));
        }
    }
}
