package io.sparkdistill.tokenizer;

import java.util.Locale;

/** Lists the outputs of a tokenizer for one input, each an int64 array with one value per token. */
public enum TokenizerOutput {
    INPUT_IDS,
    ATTENTION_MASK,
    TOKEN_TYPE_IDS;

    /** Returns the name that Hugging Face uses, such as {@code input_ids}. */
    public String tensorName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
