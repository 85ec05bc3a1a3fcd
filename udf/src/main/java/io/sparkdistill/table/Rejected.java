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

    /** The whole reason, for a reader. */
    public static final String REASON = "reason";
    /** {@link RejectionKind#columnValue()}; null in tables written before there were kinds. */
    public static final String KIND = "kind";
    /** Host of the executor that rejected the row; null for a row rejected while reading, and in older tables. */
    public static final String HOST = "host";
    /** Attempt of the task that rejected the row, from 0 as Spark counts; null where the host is. */
    public static final String ATTEMPT = "attempt";
    /** The partition column: the verb that rejected the row. */
    public static final String STAGE = "stage";

    public static final StructType SCHEMA = new StructType()
            .add(ROW, DataTypes.StringType, false)
            .add(EXAMPLE_KEY, DataTypes.StringType, true)
            .add(SOURCE, DataTypes.StringType, false)
            .add(REASON, DataTypes.StringType, false)
            .add(KIND, DataTypes.StringType, true)
            .add(HOST, DataTypes.StringType, true)
            .add(ATTEMPT, DataTypes.IntegerType, true)
            .add(STAGE, DataTypes.StringType, false);

    private Rejected() {}

    /** The folder of one stage: a partition of plain files, and a table of its own in every other format. */
    public static String of(String stage) {
        return TABLE + "/" + STAGE + "=" + stage;
    }
}
