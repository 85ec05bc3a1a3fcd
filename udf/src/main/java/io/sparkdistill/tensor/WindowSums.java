package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Computes a convolution over word vectors in inference mode. A table holds the products of all word vectors with each
 * step of the filters, so the value of a filter at a window is a sum of looked-up values, without a matrix product.
 *
 * @param table {@code (width, words, filters)}: see {@link #project}
 */
record WindowSums(DjlOps ops, NDArray table) {
    /**
     * Computes the table: for each step of the filters, the products of all word vectors with all filters. The products
     * of the padding are 0, but −∞ at the first step, since a window that begins with padding contains no word.
     *
     * @param vectors {@code (words, inputs)}
     * @param weight {@code (filters, inputs, width)}
     */
    static NDArray project(DjlOps ops, NDArray vectors, NDArray weight) {
        NDArray table = ops.attach(vectors.matMul(ops.attach(weight.transpose(2, 1, 0))));
        table.set(new NDIndex().addAllDim().addIndices(Sequences.PADDING), 0);
        table.set(new NDIndex().addIndices(0, Sequences.PADDING), Double.NEGATIVE_INFINITY);
        return table;
    }

    /**
     * Computes the maximum of each filter over the windows that contain a word, {@code (rows, filters)}, without a
     * bias.
     */
    NDArray max(PaddedSequences rows) {
        try (NDManager now = ops.manager().newSubManager()) {
            NDArray sums = sums(now, rows);
            NDArray max = sums.get(0);
            for (long step = 1; step < sums.getShape().get(0); step++) {
                max = max.maximum(sums.get(step));
            }
            return ops.attach(max);
        }
    }

    /** Computes all windows, {@code (steps + width − 1, rows, filters)}; the first window ends with the first word. */
    private NDArray sums(NDManager now, PaddedSequences rows) {
        long width = table.getShape().get(0);
        long steps = rows.steps();
        NDArray words = now.create(rows.paddedStepsFirst(), new Shape(steps, rows.rows()));
        NDArray sums = now.zeros(
                new Shape(steps + width - 1, rows.rows(), table.getShape().get(2)));
        for (long step = 0; step < width; step++) {
            // A slice belongs to the manager of its array, here the model.
            NDArray products = table.get(step);
            products.attach(now);
            long first = width - 1 - step;
            sums.get(new NDIndex().addSliceDim(first, first + steps)).addi(DjlArrays.rows(products, words));
        }
        return sums;
    }
}
