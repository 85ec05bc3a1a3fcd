package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import java.io.Serializable;

/** What training makes small, for a batch of rows {@code i} with the student's logits {@code z}. */
public sealed interface Loss extends Serializable
        permits SoftTargetLoss, ReverseKlLoss, JensenShannonLoss, LogitLoss, HardLabelLoss, WeightedLoss {
    /**
     * The mean over the rows that have what this loss compares with.
     *
     * @param logits {@code (rows, classes)}
     * @return a scalar, in the manager of the logits
     * @throws IllegalArgumentException when a row lacks a target that this loss needs
     */
    NDArray mean(NDArray logits, Targets targets);
}
