package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;

/**
 * Computes the KL divergence from a teacher's soft targets: {@code T² · mean_i KL(q_i ‖ softmax(z_i / T))}, in nats, at
 * least 0. The factor {@code T²} keeps the size of the gradient when the temperature changes; the gradient is that of
 * the cross-entropy against {@code q}. Source: Hinton, Vinyals, Dean (2015), section 2.
 *
 * <p>Where targets list few classes, the others count as one class on both sides. The result is a lower bound of the
 * full divergence (the data-processing inequality; Cover and Thomas, "Elements of Information Theory", section 2.8),
 * and 0 for a student that agrees. Targets that were sampled have no remaining mass.
 *
 * @param temperature {@code T} > 0, the temperature of the targets {@code q}, which are probabilities
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
        // xlogy gives 0 for a probability of 0, where q·log q would be NaN.
        NDArray listed = teacher.xlogy(teacher).sub(teacher.mul(student)).sum();
        RemainingMass remaining = targets.remaining();
        NDArray divergence = remaining == null ? listed : listed.add(remaining.divergence(student));
        return TemperedSoftmax.mean(divergence, temperature, targets);
    }
}
