package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Stochastic gradient descent with momentum (Polyak 1964) computes {@code v ← momentum·v + learning-rate·(g +
 * weight-decay·w)}, {@code w ← w − v}.
 *
 * @param learningRate above 0
 * @param momentum in [0, 1)
 * @param weightDecay weight of an L2 penalty, at least 0
 */
public record Sgd(double learningRate, double momentum, double weightDecay) implements Optimizer {
    public static final String NAME = "sgd";

    public Sgd {
        OptimizerChecks.checkPositive(NAME, "learning-rate", learningRate);
        OptimizerChecks.checkShare(NAME, "momentum", momentum);
        OptimizerChecks.checkNotNegative(NAME, "weight-decay", weightDecay);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Sgd withLearningRate(double rate) {
        return new Sgd(rate, momentum, weightDecay);
    }

    @Override
    public int stateArrays() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public void update(NDArray parameter, NDArray gradient, NDList state, OptimizerStep step) {
        NDList inputs = new NDList(parameter, gradient);
        inputs.addAll(state);
        parameter
                .getNDArrayInternal()
                .sgdUpdate(
                        inputs,
                        new NDList(parameter),
                        (float) step.learningRate(),
                        (float) weightDecay,
                        step.gradientScale(),
                        OptimizerChecks.NO_CLIPPING,
                        (float) momentum,
                        false);
    }
}
