package io.sparkdistill.model;

import java.io.Serializable;

/**
 * What a batch cost, or several.
 *
 * @param rows inputs
 * @param tokens that the inputs have
 * @param paddedTokens that the model computed, padding included
 * @param nanos that the model took
 */
public record BatchCost(long rows, long tokens, long paddedTokens, long nanos) implements Serializable {
    public static final BatchCost NONE = new BatchCost(0, 0, 0, 0);

    public BatchCost plus(BatchCost other) {
        return new BatchCost(
                rows + other.rows, tokens + other.tokens, paddedTokens + other.paddedTokens, nanos + other.nanos);
    }

    /** Which part of the computed tokens was padding, in [0, 1). */
    public double paddingShare() {
        return paddedTokens == 0 ? 0 : 1 - (double) tokens / paddedTokens;
    }
}
