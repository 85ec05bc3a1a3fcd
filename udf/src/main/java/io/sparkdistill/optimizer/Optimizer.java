package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.Serializable;

/**
 * An optimizer updates parameters {@code w} by their gradients {@code g}. It is a value without state; the state of
 * earlier steps is in {@link OptimizerState}.
 */
public sealed interface Optimizer extends Serializable permits Sgd, Adam, AdamW, Adadelta {
    /** Returns the name in configurations and reports. */
    String name();

    /** Returns the base learning rate, which a {@link Schedule} scales. */
    double learningRate();

    /** Returns the same optimizer with another learning rate. */
    Optimizer withLearningRate(double rate);

    /** Returns the number of state arrays per parameter. Each has the parameter's shape and starts at 0. */
    int stateArrays();

    /**
     * Updates a parameter and its state in place, and sets its gradient to 0. Gradients must not be recorded during the
     * update.
     *
     * @param state {@link #stateArrays()} arrays
     */
    void update(NDArray parameter, NDArray gradient, NDList state, OptimizerStep step);
}
