package io.sparkdistill.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table {@code logits/} holds the logits of the teachers: one row per example and teacher. */
public final class Logits {
    public static final String TABLE = "logits";

    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /** The name of the teacher in the configuration. */
    public static final String TEACHER = "teacher";
    /** A hash of the bytes of teacher and tokenizer, and of every option that changes an output. */
    public static final String FINGERPRINT = "fingerprint";
    /** The logits: one value per class, in class order, before any softmax. */
    public static final String LOGITS = "logits";
    /** The number of tokens that the teacher has read, special tokens included. */
    public static final String TOKEN_COUNT = "token_count";
    /** Whether the text was longer than the teacher's limit and was truncated. */
    public static final String TRUNCATED = "truncated";

    /** The teacher's pooled hidden state; null unless hidden states are stored. */
    public static final String HIDDEN = "hidden";

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(TEACHER, DataTypes.StringType, false)
            .add(FINGERPRINT, DataTypes.StringType, false)
            .add(LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add(TOKEN_COUNT, DataTypes.IntegerType, false)
            .add(TRUNCATED, DataTypes.BooleanType, false)
            .add(HIDDEN, DataTypes.createArrayType(DataTypes.FloatType, false), true);

    private static final String PREDICTION = "prediction";

    private Logits() {}

    /**
     * Selects the predictions of one teacher: one row per example, with {@link #EXAMPLE_KEY} and the given columns. A
     * run that was killed or repeated may leave several rows for an example; then the least of them is selected, which
     * is always the same one.
     *
     * @param logits the table
     */
    public static Dataset<Row> of(Dataset<Row> logits, String fingerprint, String... columns) {
        Column[] values = Arrays.stream(columns).map(functions::col).toArray(Column[]::new);
        return logits.where(col(FINGERPRINT).equalTo(fingerprint))
                .groupBy(EXAMPLE_KEY)
                .agg(min(struct(values)).as(PREDICTION))
                .select(col(EXAMPLE_KEY), col(PREDICTION + ".*"));
    }
}
