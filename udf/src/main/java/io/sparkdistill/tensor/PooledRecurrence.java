package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.function.BinaryOperator;

/**
 * A recurrent layer in inference mode whose outputs are pooled as they come. A row costs nothing once it has ended, and what a
 * word contributes to the gates is looked up.
 *
 * @param table what every word contributes, see {@link RecurrentCell#project}
 */
record PooledRecurrence(DjlOps ops, PackedRows rows, RecurrentCell cell, NDArray table) {
    /**
     * Gives the pooled outputs of every row, {@code (rows, hidden)}.
     *
     * @param pooling of what the outputs before gave and one more output
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
                state = state == null ? first(projected) : state.in(now).next(cell, projected, pooling);
                next += rows.count() - start;
                int end = rows.end(start, step);
                if (end > start) {
                    ended.add(ops.own(slice(state.pooled(), 0, end - start)));
                    state = state.without(end - start);
                }
                state.in(manager);
                start = end;
            }
        }
        NDArray sorted = NDArrays.concat(ended).muli(cell.outputScale());
        return DjlArrays.rows(sorted, manager.create(rows.places()));
    }

    private State first(NDArray projected) {
        NDList state = cell.first(projected);
        return new State(state, state.head());
    }

    private static NDArray slice(NDArray array, long from, long to) {
        return array.get(new NDIndex().addSliceDim(from, to));
    }

    /**
     * What is carried from step to step of the rows that have not ended.
     *
     * @param cell see {@link RecurrentCell}
     * @param pooled {@code (rows, hidden)}
     */
    private record State(NDList cell, NDArray pooled) {
        /** Moves the arrays to a manager, and with them what is computed of them. */
        State in(NDManager manager) {
            cell.attach(manager);
            pooled.attach(manager);
            return this;
        }

        State next(RecurrentCell arithmetic, NDArray projected, BinaryOperator<NDArray> pooling) {
            NDList next = arithmetic.next(cell, projected);
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
