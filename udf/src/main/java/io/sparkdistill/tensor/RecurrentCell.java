package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Computes the step of a recurrent layer in inference mode. The results belong to the manager of the operands. */
interface RecurrentCell {
    /**
     * Computes the projections of inputs to the gates, which do not depend on the state: {@code (n, inputs)} to {@code
     * (n, gates·hidden)}.
     */
    NDArray project(NDArray inputs);

    /**
     * Computes the state after the first step, from a state of 0.
     *
     * @param projected projections of the input: see {@link #project}
     * @return the state: arrays of {@code (rows, hidden)}, of which the first is the output
     */
    NDList firstStep(NDArray projected);

    /** Computes the state after another step. It may overwrite the arrays of the given state, except the output. */
    NDList nextStep(NDList state, NDArray projected);

    /** Returns the factor by which the outputs of the states must be multiplied. */
    default float outputScale() {
        return 1;
    }
}
