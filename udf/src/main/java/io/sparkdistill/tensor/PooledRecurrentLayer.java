package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.function.BinaryOperator;

/**
 * Computes a recurrent layer in inference mode: it pools the outputs step by step and looks up the input projections.
 * Rows that have ended are no longer computed.
 *
 * @param table input projections of all words: see {@link RecurrentCell#project}
 */
record PooledRecurrentLayer(DjlOps ops, PackedSequences rows, RecurrentCell cell, NDArray table) {
    /**
     * Computes the pooled outputs of all rows, {@code (rows, hidden)}.
     *
     * @param pooling combines the pooled outputs of earlier steps with the output of the next step
     */
    NDArray pool(BinaryOperator<NDArray> pooling) {
        NDManager manager = ops.manager();
        NDArray words = manager.create(rows.words());
        NDList ended = new NDList();
        State state = null;
        int start = 0;
        long next = 0;
        for (int step = 0; start < rows.count(); step++) {
            try (NDManager now = manager.newSubManager()) {
                NDArray read = slice(words, next, next + rows.count() - start);
                read.attach(now);
                NDArray projected = DjlArrays.rows(table, read);
                state = state == null ? first(projected) : state.attachTo(now).next(cell, projected, pooling);
                next += rows.count() - start;
                int end = rows.end(start, step);
                if (end > start) {
                    ended.add(ops.attach(slice(state.pooled(), 0, end - start)));
                    state = state.without(end - start);
                }
                state.attachTo(manager);
                start = end;
            }
        }
        NDArray sorted = NDArrays.concat(ended).muli(cell.outputScale());
        return DjlArrays.rows(sorted, manager.create(rows.sortedIndices()));
    }

    private State first(NDArray projected) {
        NDList state = cell.firstStep(projected);
        return new State(state, state.head());
    }

    private static NDArray slice(NDArray array, long from, long to) {
        return array.get(new NDIndex().addSliceDim(from, to));
    }

    /**
     * Holds the state after a step, of the rows that have not ended.
     *
     * @param cell state of the cell: see {@link RecurrentCell}
     * @param pooled pooled outputs, {@code (rows, hidden)}
     */
    private record State(NDList cell, NDArray pooled) {
        /** Attaches the arrays to a manager, which then also owns the results of operations on them. */
        State attachTo(NDManager manager) {
            cell.attach(manager);
            pooled.attach(manager);
            return this;
        }

        State next(RecurrentCell arithmetic, NDArray projected, BinaryOperator<NDArray> pooling) {
            NDList next = arithmetic.nextStep(cell, projected);
            return new State(next, pooling.apply(pooled, next.head()));
        }

        State without(int rows) {
            NDList rest = new NDList(cell.size());
            cell.forEach(array -> rest.add(without(array, rows)));
            return new State(rest, without(pooled, rows));
        }

        private static NDArray without(NDArray array, int rows) {
            return slice(array, rows, array.getShape().get(0));
        }
    }
}
