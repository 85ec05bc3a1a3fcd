package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.DjlArrays;

/**
 * Computes the Jensen-Shannon divergence between a teacher's soft targets and the student: {@code T² · mean_i [½·KL(q_i
 * ‖ m_i) + ½·KL(p_i ‖ m_i)]} with {@code p_i = softmax(z_i / T)} and {@code m_i = (p_i + q_i)/2}, in nats, from 0 to
 * {@code T²·log 2}. It is symmetric and bounded, so no single row can dominate a batch.
 *
 * <p>Sources: Lin (1991), "Divergence Measures Based on the Shannon Entropy", equation 4.1; Agarwal et al. (2024),
 * "On-Policy Distillation of Language Models", for its use in distillation; the factor as in {@link SoftTargetLoss}.
 *
 * @param temperature {@code T} > 0, the temperature of the targets {@code q}, which are probabilities
 */
public record JensenShannonLoss(double temperature) implements Loss {
    public JensenShannonLoss {
        TemperedSoftmax.checkTemperature("Jensen-Shannon", temperature);
    }

    @Override
    public NDArray mean(Outputs student, Targets targets) {
        targets.requireSoft();
        NDArray teacher = targets.soft();
        NDArray logProbabilities = TemperedSoftmax.logProbabilities(student.logits(), temperature);
        NDArray probabilities = logProbabilities.exp();
        NDArray middle = DjlArrays.scale(probabilities.add(teacher), 0.5);
        NDArray negativeEntropies = teacher.xlogy(teacher).add(probabilities.mul(logProbabilities));
        NDArray crossed = probabilities.add(teacher).mul(TemperedSoftmax.log(middle));
        return TemperedSoftmax.mean(
                DjlArrays.scale(negativeEntropies.sub(crossed).sum(), 0.5), temperature, targets);
    }
}
