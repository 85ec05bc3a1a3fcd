package io.sparkdistill.teacher;

import java.io.Serializable;

/**
 * How inputs are grouped for a model.
 *
 * @param windowRows rows that are sorted by length together
 * @param maxTokens tokens in a batch, padding included; an input longer than that is a batch of its own
 * @param maxRows rows in a batch
 */
public record BatchLimits(int windowRows, int maxTokens, int maxRows) implements Serializable {
    public BatchLimits {
        if (windowRows < 1 || maxTokens < 1 || maxRows < 1) {
            throw new IllegalArgumentException(
                    "Cannot cut batches: limits must be positive: " + windowRows + ", " + maxTokens + ", " + maxRows);
        }
    }

    /** Whether a batch of this many rows, padded to this length, is within the limits. */
    boolean allow(int rows, int length) {
        return rows == 1 || (rows <= maxRows && (long) rows * length <= maxTokens);
    }
}
