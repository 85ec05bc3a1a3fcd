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

    /** Returns whether the answer says nothing: white space, or part of a character, which servers replace by U+FFFD. */
    boolean isBlank() {
        return text.replace('\uFFFD', ' ').isBlank();
    }

    /** Holds the natural logarithm of a token's probability. */
    record TokenProbability(String token, double logProbability) {}
}
