package io.sparkdistill.table;

import java.util.Locale;

/** Classifies the reasons for which rows are rejected: a property of the row, or of the model that read it. */
public enum RejectionKind {
    /** The row cannot be an example: it is blank or malformed, or its class is missing. */
    INPUT,
    /** The tokenizer finds no token in the text. */
    NO_TOKEN,
    /** The model's output for this row is not finite, while that for other rows is. */
    NOT_FINITE,
    /** The tokenizer fails on this row, and works on others. */
    TOKENIZER_FAILED,
    /** The model fails on this row, and works on others. */
    MODEL_FAILED,
    /** The answer of a model behind an endpoint names no class. */
    NO_CLASS,
    /** All answers of a model behind an endpoint are blank. */
    NO_TEXT;

    /** Returns the value in the column {@link Rejected#KIND}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
