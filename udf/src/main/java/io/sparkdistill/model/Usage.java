package io.sparkdistill.model;

import java.io.Serializable;

/**
 * A usage counts what a model behind an endpoint was asked, as its server counts it; a model in this process has none.
 *
 * @param requests number of requests that were sent, repetitions included
 * @param promptTokens number of tokens of the prompts that were answered
 * @param completionTokens number of tokens of the answers
 */
public record Usage(long requests, long promptTokens, long completionTokens) implements Serializable {
    /** The usage of no request. */
    public static final Usage NONE = new Usage(0, 0, 0);

    /** Returns the sum of two usages. */
    public Usage plus(Usage other) {
        return new Usage(
                requests + other.requests,
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens);
    }

    /** Returns the usage without an earlier one. */
    public Usage minus(Usage earlier) {
        return new Usage(
                requests - earlier.requests,
                promptTokens - earlier.promptTokens,
                completionTokens - earlier.completionTokens);
    }

    /** Returns the number of tokens of prompts and answers. */
    public long tokens() {
        return promptTokens + completionTokens;
    }
}
