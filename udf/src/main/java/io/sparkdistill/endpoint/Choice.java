package io.sparkdistill.endpoint;

import java.util.List;

/**
 * A choice is one of the answers to a prompt.
 *
 * @param text answer
 * @param firstTokens most probable first tokens with their log-probabilities; empty if the server gives none
 * @param truncated whether the answer ended because it was as long as allowed
 */
record Choice(String text, List<TokenProbability> firstTokens, boolean truncated) {
    Choice {
        firstTokens = List.copyOf(firstTokens);
    }

    /** Holds the natural logarithm of a token's probability. */
    record TokenProbability(String token, double logProbability) {}
}
