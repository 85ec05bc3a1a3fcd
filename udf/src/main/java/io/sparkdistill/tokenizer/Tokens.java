package io.sparkdistill.tokenizer;

/** Represents an input in the form that its model reads. */
public interface Tokens {
    /** Returns the number of tokens, special tokens included; 1 for features. */
    int count();

    /** Returns whether the input exceeded the model's maximum length and was truncated. */
    boolean truncated();
}
