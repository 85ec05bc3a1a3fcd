package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What a student makes of a batch.
 *
 * @param logits {@code (rows, classes)}
 * @param hidden {@code (rows, width)}: what its last layer reads; null for a model that does not tell
 * @param lossParameters the parameters that its loss has of its own
 */
public record Outputs(NDArray logits, NDArray hidden, BatchWeights lossParameters) {
    public Outputs(NDArray logits, NDArray hidden) {
        this(logits, hidden, new BatchWeights(Map.of()));
    }

    public Outputs with(BatchWeights others) {
        return new Outputs(logits, hidden, others);
    }

    /** The hidden states; throws when the model does not tell. */
    public NDArray requireHidden() {
        if (hidden == null) {
            throw new IllegalArgumentException(
                    "Cannot compute a loss of hidden states: the student does not tell its own");
        }
        return hidden;
    }
}
