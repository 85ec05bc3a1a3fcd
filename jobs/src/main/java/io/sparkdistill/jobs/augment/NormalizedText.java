package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.table.TransferSet;
import io.sparkdistill.text.Words;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Normalizes the white space of texts, so that examples which differ in nothing else are equal. Leaks are found by the
 * case-folded text.
 */
final class NormalizedText {
    /** The column with the words of an example, separated by single spaces; for examples without text their key. */
    static final String COLUMN = "normalized";

    private static final UDF1<String, String> NORMALIZED =
            text -> text == null ? null : String.join(" ", Words.cut(text));
    private static final UserDefinedFunction NORMALIZE = udf(NORMALIZED, DataTypes.StringType);

    private NormalizedText() {}

    /** Returns the value of {@link #COLUMN}, computed from text, pair and key. */
    static Column normalized() {
        Column text = NORMALIZE.apply(col(TransferSet.TEXT));
        Column pair = NORMALIZE.apply(col(TransferSet.TEXT_PAIR));
        return when(col(TransferSet.TEXT).isNull(), col(TransferSet.EXAMPLE_KEY))
                .when(col(TransferSet.TEXT_PAIR).isNull(), text)
                .otherwise(concat(text, lit("\n"), pair));
    }

    /** Returns the case-folded text, which decides whether a training example is also a validation or test example. */
    static Column caseFolded() {
        return lower(col(COLUMN));
    }
}
