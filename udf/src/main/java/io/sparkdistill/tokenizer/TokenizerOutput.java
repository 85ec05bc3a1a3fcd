package io.sparkdistill.tokenizer;

import java.util.Locale;

/** What a tokenizer gives for one input; each is an int64 array of the length of the input. */
public enum TokenizerOutput {
    INPUT_IDS,
    ATTENTION_MASK,
    TOKEN_TYPE_IDS;

    /** As Hugging Face writes it, such as {@code input_ids}. */
    public String tensorName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
