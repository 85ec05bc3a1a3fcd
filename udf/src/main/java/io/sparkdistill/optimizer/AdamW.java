package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * The AdamW optimizer is Adam with decoupled weight decay: first {@code w ← (1 − learning-rate·weight-decay)·w}, then
 * the step of {@link Adam} without its penalty. So all weights decay equally, whatever their gradients. Source:
 * Loshchilov and Hutter (2019), "Decoupled Weight Decay Regularization", algorithm 2, with the decay scaled by the
 * learning rate as in PyTorch's {@code AdamW}.
 *
 * @param adam Adam with the weight decay that is decoupled
 */
public record AdamW(Adam adam) implements Optimizer {
    public static final String NAME = "adamw";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double learningRate() {
        return adam.learningRate();
    }

    @Override
    public AdamW withLearningRate(double rate) {
        return new AdamW(adam.withLearningRate(rate));
    }

    @Override
    public int stateArrays() {
        return adam.stateArrays();
    }

    @Override
    public void update(NDArray parameter, NDArray gradient, NDList state, OptimizerStep step) {
        adam.update(parameter, gradient, state, step, Adam.Decay.DECOUPLED);
    }
}
