package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.table.RejectionKind;
import org.apache.spark.sql.internal.SQLConf;

/** What a text that a model does not answer does to a query. A model that fails is an error in any case. */
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

    /** The setting: true or false, by default false. */
    static final String STRICT = "spark.distill.sql.strict";

    private static final int SHOWN_CHARACTERS = 80;

    /** What the session's setting says. */
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
     * Ends the query if this is an error.
     *
     * @param function the function's name
     * @param kind why there is no answer
     * @param reason the same in words
     */
    void check(String function, String text, RejectionKind kind, String reason) {
        if (isError(kind)) {
            String shown = text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
            throw new InvalidInputException("evaluate " + function, reason + ": '" + shown + "'");
        }
    }
}
