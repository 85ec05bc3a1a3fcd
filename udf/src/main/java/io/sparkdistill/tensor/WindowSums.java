package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * A convolution over looked-up words in inference mode. What a word contributes to a filter at each of the filter's places is
 * a row of a table, so the value of a filter at a window is a sum of looked-up numbers, and no product of matrices is left.
 *
 * @param table {@code (width, words, filters)}, see {@link #project}
 */
record WindowSums(DjlOps ops, NDArray table) {
    /**
     * Gives what every word contributes to every filter at each of the filter's places. Padding contributes nothing, but at
     * the first place, where it makes the sum the least of all: a window that begins with padding sees no word.
     *
     * @param vectors {@code (words, inputs)}
     * @param weight {@code (filters, inputs, width)}
     */
    static NDArray project(DjlOps ops, NDArray vectors, NDArray weight) {
        NDArray table = ops.own(vectors.matMul(ops.own(weight.transpose(2, 1, 0))));
        table.set(new NDIndex().addAllDim().addIndices(Sequences.PADDING), 0);
        table.set(new NDIndex().addIndices(0, Sequences.PADDING), Double.NEGATIVE_INFINITY);
        return table;
    }

    /** Gives the greatest sum of every filter over the windows that see a word, {@code (rows, filters)}, without a bias. */
    NDArray max(PaddedRows rows) {
        try (NDManager now = ops.manager().newSubManager()) {
            NDArray sums = sums(now, rows);
            NDArray greatest = sums.get(0);
            for (long step = 1; step < sums.getShape().get(0); step++) {
                greatest = greatest.maximum(sums.get(step));
            }
            return ops.own(greatest);
        }
    }

    /** {@code (steps + width − 1, rows, filters)}: the first is of the windows whose last place sees the first word. */
    private NDArray sums(NDManager now, PaddedRows rows) {
        long width = table.getShape().get(0);
        long steps = rows.steps();
        NDArray words = now.create(rows.paddedStepsFirst(), new Shape(steps, rows.rows()));
        NDArray sums = now.zeros(
                new Shape(steps + width - 1, rows.rows(), table.getShape().get(2)));
        for (long place = 0; place < width; place++) {
            // What is cut out of the model's own table would stay with the model.
            NDArray ofPlace = table.get(place);
            ofPlace.attach(now);
            long first = width - 1 - place;
            sums.get(new NDIndex().addSliceDim(first, first + steps)).addi(DjlArrays.rows(ofPlace, words));
        }
        return sums;
    }
}
