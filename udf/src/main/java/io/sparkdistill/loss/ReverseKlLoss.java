package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;

/**
 * Computes the reverse KL divergence from a teacher's soft targets: {@code T² · mean_i KL(p_i ‖ q_i)} with {@code p_i =
 * softmax(z_i / T)}, in nats, at least 0. It is mode-seeking: it penalizes probability where the teacher has none,
 * rather than missing probability where the teacher has some. A target of 0 counts as the smallest normal float.
 *
 * <p>Source: Gu et al. (2024), "MiniLLM: Knowledge Distillation of Large Language Models", section 2.1; the factor as
 * in {@link SoftTargetLoss}.
 *
 * @param temperature {@code T} > 0, the temperature of the targets {@code q}, which are probabilities
 */
public record ReverseKlLoss(double temperature) implements Loss {
    public ReverseKlLoss {
        TemperedSoftmax.checkTemperature("reverse KL", temperature);
    }

    @Override
    public NDArray mean(Outputs student, Targets targets) {
        targets.requireSoft();
        NDArray logProbabilities = TemperedSoftmax.logProbabilities(student.logits(), temperature);
        NDArray excess = logProbabilities.sub(TemperedSoftmax.log(targets.soft()));
        return TemperedSoftmax.mean(logProbabilities.exp().mul(excess).sum(), temperature, targets);
    }
}
