package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Holds a matrix of few values per row. The engine makes the whole matrix of it, so that with many classes no array of
 * that size is filled in Java and copied.
 */
final class SparseRows {
    private final int rows;
    private final int columns;
    private final int perRow;
    private final long[] indices;
    private final float[] values;

    /**
     * Creates a matrix of zeros.
     *
     * @param perRow the most values of a row, at least 1
     */
    SparseRows(int rows, int columns, int perRow) {
        this.rows = rows;
        this.columns = columns;
        this.perRow = perRow;
        this.indices = new long[rows * perRow];
        this.values = new float[rows * perRow];
    }

    /**
     * Sets values of a row.
     *
     * @param places their columns
     * @param given the values; further ones are ignored
     */
    void set(int row, int[] places, float[] given) {
        for (int i = 0; i < perRow && places.length > 0; i++) {
            int source = i < places.length ? i : 0; // The first value again.
            indices[row * perRow + i] = places[source];
            values[row * perRow + i] = given[source];
        }
    }

    /** Returns the matrix, {@code (rows, columns)}. */
    NDArray matrix(NDManager manager) {
        Shape few = new Shape(rows, perRow);
        return manager.zeros(new Shape(rows, columns), DataType.FLOAT32)
                .scatter(manager.create(indices, few), manager.create(values, few), 1);
    }
}
