package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The Adadelta optimizer computes {@code g ← g + weight-decay·w}, {@code v ← ρ·v + (1 − ρ)·g²}, {@code d = √(u + ε)/√(v
 * + ε) · g}, {@code u ← ρ·u + (1 − ρ)·d²}, {@code w ← w − learning-rate·d}. Source: Zeiler (2012). Tang et al. (2019)
 * train their students with it, with a learning rate of 1 and {@code ρ} = 0.95.
 *
 * @param learningRate above 0
 * @param rho in [0, 1)
 * @param epsilon above 0
 * @param weightDecay weight of an L2 penalty, at least 0
 */
public record Adadelta(double learningRate, double rho, double epsilon, double weightDecay) implements Optimizer {
    public static final String NAME = "adadelta";

    public Adadelta {
        OptimizerChecks.checkPositive(NAME, "learning-rate", learningRate);
        OptimizerChecks.checkShare(NAME, "rho", rho);
        OptimizerChecks.checkPositive(NAME, "epsilon", epsilon);
        OptimizerChecks.checkNotNegative(NAME, "weight-decay", weightDecay);
    }

    /**
     * Returns the optimizer with the constants of Tang et al. (2019): learning rate 1, {@code ρ} 0.95; {@code ε} 1e-6;
     * no weight decay.
     */
    public static Adadelta standard() {
        return new Adadelta(1, 0.95, 1e-6, 0);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Adadelta withLearningRate(double rate) {
        return new Adadelta(rate, rho, epsilon, weightDecay);
    }

    @Override
    public int stateArrays() {
        return 2;
    }

    /** Updates with operations in place: DJL's PyTorch engine has no fused update for Adadelta. */
    @Override
    public void update(NDArray parameter, NDArray gradient, NDList state, OptimizerStep step) {
        NDArray squaredGradients = state.get(0);
        NDArray squaredUpdates = state.get(1);
        try (NDManager manager = parameter.getManager().newSubManager()) {
            NDArray direction = gradient.mul(step.gradientScale());
            direction.attach(manager);
            if (weightDecay > 0) {
                NDArray penalty = parameter.mul(weightDecay);
                penalty.attach(manager);
                direction.addi(penalty);
            }
            squaredGradients.muli(rho).addi(direction.square().muli(1 - rho));
            NDArray update = root(manager, squaredUpdates)
                    .divi(root(manager, squaredGradients))
                    .muli(direction);
            squaredUpdates.muli(rho).addi(update.square().muli(1 - rho));
            parameter.subi(update.muli(step.learningRate()));
        }
        JniUtils.zeroGrad((PtNDArray) parameter);
    }

    private NDArray root(NDManager manager, NDArray mean) {
        NDArray shifted = mean.add(epsilon);
        shifted.attach(manager);
        return shifted.sqrt();
    }
}
