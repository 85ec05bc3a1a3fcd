package io.sparkdistill.batching;

import java.io.Serializable;

/**
 * The limits bound the sizes of windows and batches.
 *
 * @param windowRows number of rows that are sorted by length together
 * @param maxTokens maximum number of tokens per batch, padding included; a longer input is a batch of its own. With
 *     {@link #MEASURED}, each machine measures the fastest number
 * @param maxRows maximum number of rows per batch
 */
public record BatchLimits(int windowRows, int maxTokens, int maxRows) implements Serializable {
    /** The value of {@link #maxTokens} for a number that is measured once per JVM and model. */
    public static final int MEASURED = 0;

    public BatchLimits {
        if (windowRows < 1 || maxTokens < 0 || maxRows < 1) {
            throw new IllegalArgumentException(
                    "Cannot limit batches: window-rows and max-rows must be at least 1, max-tokens at least 0: %d, %d, %d"
                            .formatted(windowRows, maxRows, maxTokens));
        }
    }

    /** Returns whether a batch of this many rows, padded to this length, fits into a number of tokens. */
    boolean allow(int rows, int length, int tokens) {
        return rows == 1 || (rows <= maxRows && (long) rows * length <= tokens);
    }

    /**
     * Returns the token budget of these limits.
     *
     * @param measured budget that is used for {@link #MEASURED}
     */
    public TokenBudget budget(TokenBudget measured) {
        return maxTokens == MEASURED ? measured : TokenBudget.fixed(maxTokens);
    }
}
