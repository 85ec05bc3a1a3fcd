package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.network.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The targets hold the values that a loss compares with the outputs for a batch. A row without a label or without a
 * soft target holds zeros instead.
 *
 * @param labels {@code (rows, classes)}: 1 at the label, 0 elsewhere
 * @param labeledRows number of rows with a label
 * @param soft {@code (rows, classes)}: the teacher's probabilities or logits; 0 for classes that a target does not list
 * @param softRows number of rows with a soft target
 * @param sparseRows number of rows whose target lists few classes
 * @param remaining mass of the classes that are not listed; null if there is none
 * @param hidden {@code (rows, width)}: the teacher's hidden states; null if no row has one
 */
public record Targets(
        NDArray labels,
        int labeledRows,
        NDArray soft,
        int softRows,
        int sparseRows,
        RemainingMass remaining,
        NDArray hidden) {
    private static final float[] ONE = {1};

    /**
     * Creates the targets of a batch.
     *
     * @throws IllegalArgumentException when a label or a target does not fit the number of classes
     */
    public static Targets of(NDManager manager, List<Example> batch, int classes) {
        SparseRows labels = new SparseRows(batch.size(), classes, 1);
        int labeledRows = 0;
        int softRows = 0;
        int sparseRows = 0;
        for (int row = 0; row < batch.size(); row++) {
            Example example = batch.get(row);
            check(example, classes);
            if (example.isLabeled()) {
                labels.set(row, new int[] {example.label()}, ONE);
                labeledRows++;
            }
            if (example.target() != null) {
                softRows++;
                sparseRows += example.targetClasses() == null ? 0 : 1;
            }
        }
        return new Targets(
                labels.matrix(manager),
                labeledRows,
                sparseRows == 0 ? dense(manager, batch, classes) : sparse(manager, batch, classes),
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
                    "Cannot train on a batch: some rows have no hidden state of a teacher: %d of %d"
                            .formatted(batch.size() - states.length, batch.size()));
        }
        return manager.create(states);
    }

    /** Returns the teacher's hidden states; throws an exception if there are none. */
    NDArray requireHidden() {
        if (hidden == null) {
            throw new IllegalArgumentException(
                    "Cannot compute a loss of hidden states: the examples have no hidden states of a teacher; set"
                            + " label.hidden = true");
        }
        return hidden;
    }

    private static NDArray dense(NDManager manager, List<Example> batch, int classes) {
        float[] soft = new float[batch.size() * classes];
        for (int row = 0; row < batch.size(); row++) {
            if (batch.get(row).target() != null) {
                System.arraycopy(batch.get(row).target(), 0, soft, row * classes, classes);
            }
        }
        return manager.create(soft, new Shape(batch.size(), classes));
    }

    private static NDArray sparse(NDManager manager, List<Example> batch, int classes) {
        int[] all = IntStream.range(0, classes).toArray();
        int most = batch.stream()
                .filter(example -> example.target() != null)
                .mapToInt(example -> listed(example, all).length)
                .max()
                .orElse(1);
        SparseRows soft = new SparseRows(batch.size(), classes, most);
        for (int row = 0; row < batch.size(); row++) {
            Example example = batch.get(row);
            if (example.target() != null) {
                soft.set(row, listed(example, all), example.target());
            }
        }
        return soft.matrix(manager);
    }

    private static int[] listed(Example example, int[] all) {
        return example.targetClasses() == null ? all : example.targetClasses();
    }

    /** Throws an exception if a row's target does not list every class. */
    void requireSoft() {
        requireSoftOrSparse();
        if (sparseRows > 0) {
            throw new IllegalArgumentException(
                    "Cannot compute this loss: it needs targets of every class, but some rows list few classes: %d of %d; set label.top-k = 0, or train.loss = kl"
                            .formatted(sparseRows, rows()));
        }
    }

    /** Throws an exception if a row has no soft target. */
    void requireSoftOrSparse() {
        if (softRows < rows()) {
            throw new IllegalArgumentException("Cannot compute a soft loss: some rows have no soft target: %d of %d"
                    .formatted(rows() - softRows, rows()));
        }
    }

    int rows() {
        return Math.toIntExact(labels.getShape().get(0));
    }

    private static void check(Example example, int classes) {
        if (example.label() >= classes) {
            throw new IllegalArgumentException("Cannot train on an example: its label must be one of %d classes: %d"
                    .formatted(classes, example.label()));
        }
        int[] listed = example.targetClasses();
        if (listed != null) {
            if (Arrays.stream(listed).anyMatch(index -> index < 0 || index >= classes)) {
                throw new IllegalArgumentException(
                        "Cannot train on an example: its target must list indices of %d classes: %s"
                                .formatted(classes, Arrays.toString(listed)));
            }
        } else if (example.target() != null && example.target().length != classes) {
            throw new IllegalArgumentException("Cannot train on an example: its target must have %d classes: %d"
                    .formatted(classes, example.target().length));
        }
    }
}
