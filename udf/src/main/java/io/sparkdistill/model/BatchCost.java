package io.sparkdistill.model;

import java.io.Serializable;

/**
 * Describes the cost of one or more batches.
 *
 * @param rows number of inputs
 * @param tokens number of tokens of the inputs
 * @param paddedTokens number of tokens that the model processed, padding included
 * @param nanos time that the model took, in nanoseconds
 * @param usage what a model behind an endpoint was asked
 */
public record BatchCost(long rows, long tokens, long paddedTokens, long nanos, Usage usage) implements Serializable {
    /** The cost of no batch. */
    public static final BatchCost NONE = new BatchCost(0, 0, 0, 0);

    /** Creates the cost of a model in this process. */
    public BatchCost(long rows, long tokens, long paddedTokens, long nanos) {
        this(rows, tokens, paddedTokens, nanos, Usage.NONE);
    }

    /** Returns the sum of two costs. */
    public BatchCost plus(BatchCost other) {
        return new BatchCost(
                rows + other.rows,
                tokens + other.tokens,
                paddedTokens + other.paddedTokens,
                nanos + other.nanos,
                usage.plus(other.usage));
    }

    /** Returns the share of the processed tokens that was padding, in [0, 1). */
    public double paddingShare() {
        return paddedTokens == 0 ? 0 : 1 - (double) tokens / paddedTokens;
    }
}
