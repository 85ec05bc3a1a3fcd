package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterShape;
import java.io.Serializable;
import java.util.List;

/**
 * A loss is the objective that training minimizes: a function of the logits {@code z} and the hidden states {@code h}
 * of a batch of rows {@code i}, and of their targets.
 */
public sealed interface Loss extends Serializable
        permits SoftTargetLoss,
                ReverseKlLoss,
                JensenShannonLoss,
                LogitLoss,
                HardLabelLoss,
                FeatureLoss,
                RelationLoss,
                WeightedLoss {
    /**
     * Computes the mean loss over the rows that have the targets of this loss.
     *
     * @return a scalar, in the manager of the outputs
     * @throws IllegalArgumentException when a row lacks a target that this loss needs
     */
    NDArray mean(Outputs student, Targets targets);

    /**
     * Returns the parameters of the loss itself. They are trained with the student and are not part of it.
     *
     * @param studentWidth width of the student's hidden states
     */
    default List<ParameterShape> parameters(long studentWidth) {
        return List.of();
    }
}
