package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;

/**
 * The divergence of a teacher's soft targets from the student: {@code T² · mean_i KL(p_i ‖ q_i)} with {@code p_i =
 * softmax(z_i / T)}, in nats, at least 0. It seeks modes: it asks the student to put nothing where the teacher puts
 * nothing, not to cover all that the teacher deems possible. A target of 0 counts as the least normal float. Source: Gu
 * et al. (2024), "MiniLLM: Knowledge Distillation of Large Language Models", section 2.1; the factor as in {@link
 * SoftTargetLoss}.
 *
 * @param temperature {@code T} > 0, the one at which the targets {@code q} are given as probabilities
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
