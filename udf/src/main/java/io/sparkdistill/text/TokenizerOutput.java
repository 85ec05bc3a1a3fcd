package io.sparkdistill.text;

/** What a tokenizer gives for one input; each is an int64 array of the length of the input. */
public enum TokenizerOutput {
    INPUT_IDS,
    ATTENTION_MASK,
    TOKEN_TYPE_IDS
}
