package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.Serializable;

/**
 * How parameters {@code w} follow their gradient {@code g}. An optimizer is a value; what it remembers of earlier steps
 * is in {@link OptimizerState}.
 */
public sealed interface Optimizer extends Serializable permits Sgd, Adam, AdamW, Adadelta {
    /** What it is called in configurations and reports. */
    String name();

    /** The step size, before a {@link Schedule} scales it. */
    double learningRate();

    /** How many arrays, each of the parameter's shape and 0 at first, it remembers of every parameter. */
    int stateArrays();

    /**
     * Changes a parameter and its state in place, and sets its gradient to 0. Gradients must not be recorded meanwhile.
     *
     * @param state as many arrays as {@link #stateArrays()}
     */
    void update(NDArray parameter, NDArray gradient, NDList state, OptimizerStep step);
}
