package io.sparkdistill.endpoint;

import io.sparkdistill.tokenizer.Tokens;

/**
 * A prompt is the text of a request. Its tokens are estimated, since the tokenizer is at the endpoint: one per
 * {@value #CHARACTERS} characters.
 */
record Prompt(String text) implements Tokens {
    private static final int CHARACTERS = 4;

    @Override
    public int count() {
        return 1 + text.length() / CHARACTERS;
    }

    /** Returns false: an endpoint truncates nothing, and refuses what exceeds its context. */
    @Override
    public boolean truncated() {
        return false;
    }
}
