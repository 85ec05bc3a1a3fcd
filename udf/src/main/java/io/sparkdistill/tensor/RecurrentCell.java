package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** The arithmetic of one step of a recurrent layer in inference mode. Its results belong to the manager of the operands. */
interface RecurrentCell {
    /**
     * Gives what inputs contribute to the gates, whatever came before them: {@code (n, inputs)} to {@code (n, gates·hidden)}.
     */
    NDArray project(NDArray inputs);

    /**
     * Gives the state after the first step, when all is 0 before.
     *
     * @param projected of the input, see {@link #project}
     * @return arrays of {@code (rows, hidden)}, the output first
     */
    NDList first(NDArray projected);

    /** Gives the state after another step; it may reuse the memory of the state before, but not that of its output. */
    NDList next(NDList state, NDArray projected);

    /** What the outputs of the states are to be multiplied by. */
    default float outputScale() {
        return 1;
    }
}
