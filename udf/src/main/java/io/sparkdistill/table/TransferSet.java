package io.sparkdistill.table;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@code transfer_set/} holds the examples that a teacher labels and a student is trained on: one row per
 * distinct example.
 *
 * <p>The table {@code evaluation_set/} has the same columns. It holds the validation and test examples as they were
 * read, duplicates included; none of them is in the transfer set.
 */
public final class TransferSet {
    /** The folder of the training examples, under {@code output}. */
    public static final String TABLE = "transfer_set";
    /** The folder of the validation and test examples, under {@code output}. */
    public static final String EVALUATION_TABLE = "evaluation_set";

    /** A 128-bit hash, in hexadecimal, of the input that a model reads. */
    public static final String EXAMPLE_KEY = "example_key";

    public static final String TEXT = "text";
    /** The second sentence of a pair; null for single sentences. */
    public static final String TEXT_PAIR = "text_pair";
    /** Dense features; null for text. */
    public static final String FEATURES = "features";
    /** The class index, from 0; null when unlabeled. */
    public static final String LABEL = "label";
    /** The origin of the example: {@link Origin#columnValue()}. */
    public static final String ORIGIN = "origin";
    /** The key of the example that an augmented copy was made from; null for originals. */
    public static final String PARENT_KEY = "parent_key";
    /** The split that the example belongs to: {@link Split#columnValue()}. */
    public static final String SPLIT = "split";

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(TEXT, DataTypes.StringType, true)
            .add(TEXT_PAIR, DataTypes.StringType, true)
            .add(FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(LABEL, DataTypes.IntegerType, true)
            .add(ORIGIN, DataTypes.StringType, false)
            .add(PARENT_KEY, DataTypes.StringType, true)
            .add(SPLIT, DataTypes.StringType, false);

    private static final String PAIR_SEPARATOR = "\u0000";

    private TransferSet() {}

    /** Returns all columns, in the order of {@link #SCHEMA}. */
    public static Column[] columns() {
        return Arrays.stream(SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new);
    }

    /**
     * Computes the key of an example: the MD5 hash of its text, its pair of texts, or its features. Content alone
     * decides the key, so equal examples are labeled once and no shuffle can misalign a table.
     */
    public static Column exampleKey() {
        Column text = when(col(TEXT_PAIR).isNull(), col(TEXT))
                .otherwise(concat(col(TEXT), lit(PAIR_SEPARATOR), col(TEXT_PAIR)));
        return md5(when(col(FEATURES).isNull(), text)
                .otherwise(array_join(col(FEATURES), ","))
                .cast(DataTypes.BinaryType));
    }
}
