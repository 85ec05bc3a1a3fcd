package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;

/**
 * Cross-entropy with the labels: the mean over the labelled rows of {@code −log softmax(z_i)[label_i]}, in nats. Rows
 * without a label add nothing; without any labelled row it is 0.
 */
public record HardLabelLoss() implements Loss {
    @Override
    public NDArray mean(NDArray logits, Targets targets) {
        NDArray likelihood = logits.logSoftmax(1).mul(targets.labels()).sum();
        return Layers.scale(likelihood, -1.0 / Math.max(1, targets.labelledRows()));
    }
}
