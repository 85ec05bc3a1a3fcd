package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.Serializable;

/**
 * How parameters {@code w} follow their gradient {@code g}. An optimizer is a value; what it remembers of earlier steps
 * is in {@link OptimizerState}.
 */
public sealed interface Optimizer extends Serializable permits Sgd, Adam, Adadelta {
    /** What it is called in configurations and reports. */
    String name();

    /** How many arrays, each of the parameter's shape and 0 at first, it remembers of every parameter. */
    int stateArrays();

    /**
     * Changes a parameter and its state in place, and sets its gradient to 0. Gradients must not be recorded meanwhile.
     *
     * @param state as many arrays as {@link #stateArrays()}
     * @param step number of this step, from 1
     * @param gradientScale factor for the gradient: 1 unless it is clipped
     */
    void update(NDArray parameter, NDArray gradient, NDList state, long step, float gradientScale);
}
