package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table {@code generated/} holds the texts that a model has written about sources: one row per text. */
public final class Generated {
    public static final String TABLE = "generated";

    /** The key of the source. */
    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /** The name of the model that has written the text. */
    public static final String GENERATOR = "generator";
    /** A hash of the model's name, its prompt and every option that changes a text. */
    public static final String FINGERPRINT = Logits.FINGERPRINT;
    /** The number of the text among those of its source, from 0. */
    public static final String NUMBER = "number";

    public static final String TEXT = TransferSet.TEXT;
    /** The number of tokens of the prompt. */
    public static final String TOKEN_COUNT = Logits.TOKEN_COUNT;
    /** Whether a text of this source ended because it was as long as allowed. */
    public static final String TRUNCATED = Logits.TRUNCATED;

    /** The column of the texts of one source, before each of them has its own row. */
    public static final String TEXTS = "texts";

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(GENERATOR, DataTypes.StringType, false)
            .add(FINGERPRINT, DataTypes.StringType, false)
            .add(NUMBER, DataTypes.IntegerType, false)
            .add(TEXT, DataTypes.StringType, false)
            .add(TOKEN_COUNT, DataTypes.IntegerType, false)
            .add(TRUNCATED, DataTypes.BooleanType, false);

    private Generated() {}
}
