package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table {@code rejected/stage=STAGE/} holds input rows that could not be used, each with its reason. */
public final class Rejected {
    public static final String TABLE = "rejected";

    /** The row as it was read, as JSON. */
    public static final String ROW = "row";
    /** The key of the example; null for a row that was rejected while reading. */
    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /** The file that the row was read from, or the fingerprint of the teacher that could not label it. */
    public static final String SOURCE = "source";

    /** The reason in words. */
    public static final String REASON = "reason";
    /**
     * The kind of reason, {@link RejectionKind#columnValue()}; null in tables that were written before there were
     * kinds.
     */
    public static final String KIND = "kind";
    /**
     * The host of the executor that rejected the row; null for a row that was rejected while reading, and in older
     * tables.
     */
    public static final String HOST = "host";
    /** The attempt number of the task that rejected the row, from 0; null where the host is null. */
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

    /**
     * Returns the folder of one stage. It is a partition of plain files, and a table of its own in every other format.
     */
    public static String of(String stage) {
        return TABLE + "/" + STAGE + "=" + stage;
    }
}
