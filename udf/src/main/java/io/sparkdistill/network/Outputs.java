package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Holds the outputs of a student for one batch.
 *
 * @param logits {@code (rows, classes)}
 * @param hidden hidden states, {@code (rows, width)}: the inputs of the last layer; null for a model without them
 * @param lossParameters the parameters of the loss
 */
public record Outputs(NDArray logits, NDArray hidden, BatchWeights lossParameters) {
    /** Creates outputs for a loss without parameters. */
    public Outputs(NDArray logits, NDArray hidden) {
        this(logits, hidden, new BatchWeights(Map.of()));
    }

    /** Returns the outputs with the parameters of a loss. */
    public Outputs with(BatchWeights others) {
        return new Outputs(logits, hidden, others);
    }

    /**
     * Returns the hidden states.
     *
     * @throws IllegalArgumentException if the model has none
     */
    public NDArray requireHidden() {
        if (hidden == null) {
            throw new IllegalArgumentException("Cannot compute a loss of hidden states: the student has none");
        }
        return hidden;
    }
}
