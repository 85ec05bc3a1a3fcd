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

/** What the teachers said: {@code logits/}, one row an example under one teacher. */
public final class Logits {
    public static final String TABLE = "logits";

    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /** Name of the teacher in the configuration. */
    public static final String TEACHER = "teacher";
    /** Hash of the teacher's bytes, its tokenizer's bytes and every option that changes an output. */
    public static final String FINGERPRINT = "fingerprint";
    /** One value a class, in class order, before any softmax. */
    public static final String LOGITS = "logits";
    /** Tokens the teacher saw, special tokens included. */
    public static final String TOKEN_COUNT = "token_count";
    /** Whether the text was longer than the teacher's limit and was cut. */
    public static final String TRUNCATED = "truncated";

    /** The teacher's pooled hidden state; null where it was not asked for. */
    public static final String HIDDEN = "hidden";

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(TEACHER, DataTypes.StringType, false)
            .add(FINGERPRINT, DataTypes.StringType, false)
            .add(LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add(TOKEN_COUNT, DataTypes.IntegerType, false)
            .add(TRUNCATED, DataTypes.BooleanType, false)
            .add(HIDDEN, DataTypes.createArrayType(DataTypes.FloatType, false), true);

    private static final String ANSWER = "answer";

    private Logits() {}

    /**
     * The answers of one teacher: one row an example, with {@link #EXAMPLE_KEY} and the columns asked for. Where an
     * example has several rows, as a killed or a second run may leave behind, the least is taken: always the same.
     *
     * @param logits the table
     */
    public static Dataset<Row> of(Dataset<Row> logits, String fingerprint, String... columns) {
        Column[] values = Arrays.stream(columns).map(functions::col).toArray(Column[]::new);
        return logits.where(col(FINGERPRINT).equalTo(fingerprint))
                .groupBy(EXAMPLE_KEY)
                .agg(min(struct(values)).as(ANSWER))
                .select(col(EXAMPLE_KEY), col(ANSWER + ".*"));
    }
}
