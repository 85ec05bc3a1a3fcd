package io.sparkdistill.table;

import java.util.Locale;

/** Why a row was rejected, apart from the words: a property of the row, or of the model that was asked about it. */
public enum RejectionKind {
    /** The row as it was read cannot be an example: blank, malformed, without a class. */
    INPUT,
    /** The tokenizer finds no token in the text. */
    NO_TOKEN,
    /** The model's answer to this row is not finite, and that to other rows is. */
    NOT_FINITE,
    /** The tokenizer fails on this row, and works on others. */
    TOKENIZER_FAILED,
    /** The model fails on this row, and works on others. */
    MODEL_FAILED;

    /** The value in {@link Rejected#KIND}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
