package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;

/**
 * The divergence from a teacher's soft targets: {@code T² · mean_i KL(q_i ‖ softmax(z_i / T))}, in nats, at least 0. The
 * factor keeps the size of the gradient when the temperature changes; the gradient is that of the cross-entropy against
 * {@code q}. Source: Hinton, Vinyals, Dean (2015), section 2.
 *
 * @param temperature {@code T} > 0, the one at which the targets {@code q} are given as probabilities
 */
public record SoftTargetLoss(double temperature) implements Loss {
    public SoftTargetLoss {
        Tempered.checkTemperature("soft-target", temperature);
    }

    @Override
    public NDArray mean(NDArray logits, Targets targets) {
        targets.requireSoft();
        NDArray student = Tempered.logProbabilities(logits, temperature);
        NDArray teacher = targets.soft();
        // xlogy: a probability of 0 adds nothing, where q·log q would be NaN.
        NDArray divergence = teacher.xlogy(teacher).sub(teacher.mul(student)).sum();
        return Tempered.mean(divergence, temperature, targets);
    }
}
