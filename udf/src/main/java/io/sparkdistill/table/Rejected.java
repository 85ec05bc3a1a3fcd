package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Input rows that could not be used, with the reason: {@code rejected/stage=STAGE/}. */
public final class Rejected {
    public static final String TABLE = "rejected";

    /** The row as it was read, as JSON. */
    public static final String ROW = "row";
    /** Key of the example where it has one; null for a row rejected while reading. */
    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /** File that the row was read from, or fingerprint of the teacher that could not label it. */
    public static final String SOURCE = "source";

    public static final String REASON = "reason";
    /** The partition column: the verb that rejected the row. */
    public static final String STAGE = "stage";

    public static final StructType SCHEMA = new StructType()
            .add(ROW, DataTypes.StringType, false)
            .add(EXAMPLE_KEY, DataTypes.StringType, true)
            .add(SOURCE, DataTypes.StringType, false)
            .add(REASON, DataTypes.StringType, false)
            .add(STAGE, DataTypes.StringType, false);

    private Rejected() {}

    /** The folder of one stage: a partition of plain files, and a table of its own in every other format. */
    public static String of(String stage) {
        return TABLE + "/" + STAGE + "=" + stage;
    }
}
