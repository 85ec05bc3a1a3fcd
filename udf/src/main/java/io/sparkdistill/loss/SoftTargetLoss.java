package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;

/**
 * The divergence from a teacher's soft targets: {@code T² · mean_i KL(q_i ‖ softmax(z_i / T))}, in nats, at least 0. The
 * factor keeps the size of the gradient when the temperature changes; the gradient is that of the cross-entropy against
 * {@code q}. Source: Hinton, Vinyals, Dean (2015), section 2.
 *
 * <p>Where targets list few classes, all others count as one class on both sides: a lower bound of the whole divergence
 * (the data-processing inequality; Cover and Thomas, "Elements of Information Theory", section 2.8), 0 for a student
 * that agrees. Where they were drawn to stand for all, nothing is left for the others.
 *
 * @param temperature {@code T} > 0, the one at which the targets {@code q} are given as probabilities
 */
public record SoftTargetLoss(double temperature) implements Loss {
    public SoftTargetLoss {
        TemperedSoftmax.checkTemperature("soft-target", temperature);
    }

    @Override
    public NDArray mean(Outputs outputs, Targets targets) {
        targets.requireSoftOrSparse();
        NDArray student = TemperedSoftmax.logProbabilities(outputs.logits(), temperature);
        NDArray teacher = targets.soft();
        // xlogy: a probability of 0 adds nothing, where q·log q would be NaN.
        NDArray listed = teacher.xlogy(teacher).sub(teacher.mul(student)).sum();
        RemainingMass remaining = targets.remaining();
        NDArray divergence = remaining == null ? listed : listed.add(remaining.divergence(student));
        return TemperedSoftmax.mean(divergence, temperature, targets);
    }
}
