package io.sparkdistill.batching;

import java.io.Serializable;

/**
 * How inputs are grouped for a model.
 *
 * @param windowRows rows that are sorted by length together
 * @param maxTokens tokens in a batch, padding included; an input longer than that is a batch of its own.
 *     {@link #MEASURED}: as many as each machine is fastest with
 * @param maxRows rows in a batch
 */
public record BatchLimits(int windowRows, int maxTokens, int maxRows) implements Serializable {
    /** For {@link #maxTokens}: found by measuring, once a JVM and model. */
    public static final int MEASURED = 0;

    public BatchLimits {
        if (windowRows < 1 || maxTokens < 0 || maxRows < 1) {
            throw new IllegalArgumentException(
                    "Cannot cut batches: limits must be positive: " + windowRows + ", " + maxTokens + ", " + maxRows);
        }
    }

    /** Whether a batch of this many rows, padded to this length, is within a number of tokens. */
    boolean allow(int rows, int length, int tokens) {
        return rows == 1 || (rows <= maxRows && (long) rows * length <= tokens);
    }

    /**
     * The number of tokens that these limits mean.
     *
     * @param measured finds it where it is {@link #MEASURED}
     */
    public TokenBudget budget(TokenBudget measured) {
        return maxTokens == MEASURED ? measured : TokenBudget.fixed(maxTokens);
    }
}
