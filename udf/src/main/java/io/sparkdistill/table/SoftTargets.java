package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a student learns from: {@code soft_targets/temperature=T/}, one row an example at one temperature. */
public final class SoftTargets {
    public static final String TABLE = "soft_targets";

    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    /** One value a class, in class order; they sum to 1. */
    public static final String PROBABILITIES = "probabilities";
    /** Entropy of the probabilities, in nats, from 0 to ln(classes). */
    public static final String ENTROPY = "entropy";
    /** The partition column: the temperature of the softmax. */
    public static final String TEMPERATURE = "temperature";

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add(ENTROPY, DataTypes.FloatType, false)
            .add(TEMPERATURE, DataTypes.DoubleType, false);

    private SoftTargets() {}
}
