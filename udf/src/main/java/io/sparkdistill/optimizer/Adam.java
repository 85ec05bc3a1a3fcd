package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * The Adam optimizer computes {@code g ← g + weight-decay·w}, {@code m ← β₁·m + (1 − β₁)·g}, {@code v ← β₂·v + (1 −
 * β₂)·g²}, {@code w ← w − learning-rate·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)} at step {@code t}. Source: Kingma and Ba
 * (2015), the form at the end of section 2; the penalty is that of PyTorch's {@code Adam}. The moments scale the
 * penalty with the gradient, so weights with large gradients decay less; {@link AdamW} decays all weights equally.
 *
 * @param learningRate above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon above 0
 * @param weightDecay weight of an L2 penalty, at least 0
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        implements Optimizer {
    public static final String NAME = "adam";

    /** Selects the step of the update at which weight decay is applied. */
    enum Decay {
        /** Weight decay is added to the gradient. */
        PENALTY,
        /** Weights are decayed before the step. */
        DECOUPLED
    }

    public Adam {
        OptimizerChecks.checkPositive(NAME, "learning-rate", learningRate);
        OptimizerChecks.checkShare(NAME, "beta1", beta1);
        OptimizerChecks.checkShare(NAME, "beta2", beta2);
        OptimizerChecks.checkPositive(NAME, "epsilon", epsilon);
        OptimizerChecks.checkNotNegative(NAME, "weight-decay", weightDecay);
    }

    /**
     * Returns the optimizer with the constants of Kingma and Ba (2015): {@code β₁} 0.9, {@code β₂} 0.999, {@code ε}
     * 1e-8; no weight decay.
     */
    public static Adam of(double learningRate) {
        return new Adam(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    /** Returns the same optimizer with a weight decay. */
    public Adam withWeightDecay(double decay) {
        return new Adam(learningRate, beta1, beta2, epsilon, decay);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Adam withLearningRate(double rate) {
        return new Adam(rate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public int stateArrays() {
        return 2;
    }

    @Override
    public void update(NDArray parameter, NDArray gradient, NDList state, OptimizerStep step) {
        update(parameter, gradient, state, step, Decay.PENALTY);
    }

    void update(NDArray parameter, NDArray gradient, NDList state, OptimizerStep step, Decay decay) {
        double number = step.number();
        double correction = Math.sqrt(1 - Math.pow(beta2, number)) / (1 - Math.pow(beta1, number));
        parameter
                .getNDArrayInternal()
                .adamUpdate(
                        new NDList(parameter, gradient, state.get(0), state.get(1)),
                        new NDList(parameter),
                        (float) step.learningRate(),
                        (float) (step.learningRate() * correction),
                        (float) weightDecay,
                        step.gradientScale(),
                        OptimizerChecks.NO_CLIPPING,
                        (float) beta1,
                        (float) beta2,
                        (float) epsilon,
                        false,
                        decay == Decay.DECOUPLED);
    }
}
