package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@code soft_targets/temperature=T/} holds the soft targets that a student is trained on: one row per
 * example and temperature.
 */
public final class SoftTargets {
    public static final String TABLE = "soft_targets";

    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /** The indices of the listed classes, the most probable first; null when all classes are listed in class order. */
    public static final String CLASSES = "classes";
    /** The probabilities, one per listed class. */
    public static final String PROBABILITIES = "probabilities";
    /**
     * The total probability of the classes that are not listed. It is 0 where the listed classes were drawn as a sample
     * of all; null in tables of an early format, which list all classes.
     */
    public static final String REST = "rest";
    /** The entropy of the whole distribution, in nats, from 0 to ln(classes). */
    public static final String ENTROPY = "entropy";
    /** The temperature of the softmax: the partition column. */
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
