package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a student learns from: {@code soft_targets/temperature=T/}, one row an example at one temperature. */
public final class SoftTargets {
    public static final String TABLE = "soft_targets";

    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /**
     * Indices of the classes that are listed, the most probable first, when only few are; null when all are, in class
     * order.
     */
    public static final String CLASSES = "classes";
    /** One value a listed class. */
    public static final String PROBABILITIES = "probabilities";
    /**
     * Mass of the classes that are not listed: with the probabilities it sums to 1. 0 where the listed ones were drawn to
     * stand for all; null in tables written before there was a choice.
     */
    public static final String REST = "rest";
    /** Entropy of the whole distribution, in nats, from 0 to ln(classes). */
    public static final String ENTROPY = "entropy";
    /** The partition column: the temperature of the softmax. */
    public static final String TEMPERATURE = "temperature";

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(CLASSES, DataTypes.createArrayType(DataTypes.IntegerType, false), true)
            .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add(REST, DataTypes.FloatType, true)
            .add(ENTROPY, DataTypes.FloatType, false)
            .add(TEMPERATURE, DataTypes.DoubleType, false);

    private SoftTargets() {}
}
