package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Column;

/**
 * Shortens the texts of examples for the report.
 *
 * @param included whether texts are shown; otherwise the beginning of the example's key stands for its text
 */
record ShownTexts(boolean included) {
    private static final int LONGEST = 300;
    private static final int KEY_DIGITS = 12;

    static ShownTexts of(DistillConfig config) {
        return new ShownTexts(config.evaluate().reportsTexts());
    }

    /** Returns the text of an example, or the beginning of its key where it has none or texts are left out. */
    Column column() {
        Column key = concat(lit("example "), substring(col(TransferSet.EXAMPLE_KEY), 1, KEY_DIGITS));
        Column text = concat_ws("  ⟂  ", longest(col(TransferSet.TEXT)), longest(col(TransferSet.TEXT_PAIR)));
        return included ? coalesce(when(col(TransferSet.TEXT).isNotNull(), text), key) : key;
    }

    private static Column longest(Column text) {
        return substring(text, 1, LONGEST + 1);
    }

    /** Replaces control characters, and marks a text that was shortened. */
    String shown(String text) {
        String visible = text.replaceAll("[\\p{Cc}\\p{Cs}\\uFFFE\\uFFFF&&[^\\t\\n\\r]]", "\uFFFD");
        return visible.codePointCount(0, visible.length()) > LONGEST
                ? visible.substring(0, visible.offsetByCodePoints(0, LONGEST)) + "…"
                : visible;
    }
}
