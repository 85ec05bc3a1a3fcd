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

/** Examples without what does not matter when they are compared: white space, and for leaks the case of letters. */
final class NormalizedText {
    /** The words of an example with single spaces between them; the key of an example without text. */
    static final String COLUMN = "normalized";

    private static final UDF1<String, String> NORMALIZED =
            text -> text == null ? null : String.join(" ", Words.cut(text));
    private static final UserDefinedFunction NORMALIZE = udf(NORMALIZED, DataTypes.StringType);

    private NormalizedText() {}

    /** The value of {@link #COLUMN} for examples with a key. */
    static Column normalized() {
        Column text = NORMALIZE.apply(col(TransferSet.TEXT));
        Column pair = NORMALIZE.apply(col(TransferSet.TEXT_PAIR));
        return when(col(TransferSet.TEXT).isNull(), col(TransferSet.EXAMPLE_KEY))
                .when(col(TransferSet.TEXT_PAIR).isNull(), text)
                .otherwise(concat(text, lit("\n"), pair));
    }

    /** What examples are compared by to keep validation and test out of training. */
    static Column caseFolded() {
        return lower(col(COLUMN));
    }
}
