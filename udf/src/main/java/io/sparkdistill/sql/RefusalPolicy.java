package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.table.RejectionKind;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Decides whether a text without logits gives null or ends the query with an error. A model that fails is an error in
 * any case.
 */
enum RefusalPolicy {
    /** The result is null for this row. */
    RETURN_NULL {
        @Override
        boolean isError(RejectionKind kind) {
            return kind == RejectionKind.MODEL_FAILED || kind == RejectionKind.TOKENIZER_FAILED;
        }
    },

    /** The query ends with an error that names the text. */
    FAIL {
        @Override
        boolean isError(RejectionKind kind) {
            return true;
        }
    };

    /** The setting, true or false; false by default. */
    static final String STRICT = "spark.distill.sql.strict";

    private static final int SHOWN_CHARACTERS = 80;

    /** Returns the policy of the session's setting. */
    static RefusalPolicy of(SQLConf conf) {
        String strict = conf.getConfString(STRICT, "false").strip();
        return switch (strict) {
            case "false" -> RETURN_NULL;
            case "true" -> FAIL;
            default -> throw new InvalidInputException("read " + STRICT, "it must be true or false: " + strict);
        };
    }

    abstract boolean isError(RejectionKind kind);

    /**
     * Throws an exception if a refusal of this kind is an error.
     *
     * @param function name of the SQL function
     * @param kind kind of the refusal
     * @param reason reason in words
     */
    void check(String function, String text, RejectionKind kind, String reason) {
        if (isError(kind)) {
            String shown = text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
            throw new InvalidInputException("evaluate " + function, reason + ": '" + shown + "'");
        }
    }
}
