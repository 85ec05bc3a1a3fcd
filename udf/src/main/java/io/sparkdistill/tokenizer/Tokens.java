package io.sparkdistill.tokenizer;

/** An input as its model reads it. */
public interface Tokens {
    /** How many tokens, special tokens included; 1 for features. */
    int count();

    /** Whether the input was longer than the model's limit and was cut. */
    boolean truncated();
}
