package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterShape;
import java.io.Serializable;
import java.util.List;

/** What training makes small, for a batch of rows {@code i} with the student's logits {@code z} and hidden states {@code h}. */
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
     * The mean over the rows that have what this loss compares with.
     *
     * @return a scalar, in the manager of the outputs
     * @throws IllegalArgumentException when a row lacks a target that this loss needs
     */
    NDArray mean(Outputs student, Targets targets);

    /**
     * The parameters that it learns along with the student, and that are no part of it.
     *
     * @param studentWidth of the student's hidden states
     */
    default List<ParameterShape> parameters(long studentWidth) {
        return List.of();
    }
}
