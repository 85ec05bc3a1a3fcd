package io.sparkdistill.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table {@code evaluation/predictions/} holds the predictions of models for the validation and test examples. */
public final class Predicted {
    /** The folder within the evaluation. */
    public static final String TABLE = "predictions";

    public static final String EXAMPLE_KEY = TransferSet.EXAMPLE_KEY;
    public static final String SPLIT = TransferSet.SPLIT;
    public static final String LABEL = TransferSet.LABEL;
    /** The model: teacher, baseline or student. */
    public static final String MODEL = "model";
    /** The probabilities: one value per class, in class order, which sum to 1. */
    public static final String PROBABILITIES = "probabilities";
    /** The class of the highest probability; of several equal ones the lowest index. */
    public static final String PREDICTED = "predicted";
    /** The negative log-likelihood of the label, in nats; null without a label. */
    public static final String NLL = "nll";

    public static final StructType SCHEMA = new StructType()
            .add(EXAMPLE_KEY, DataTypes.StringType, false)
            .add(SPLIT, DataTypes.StringType, false)
            .add(LABEL, DataTypes.IntegerType, true)
            .add(MODEL, DataTypes.StringType, false)
            .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add(PREDICTED, DataTypes.IntegerType, false)
            .add(NLL, DataTypes.DoubleType, true);

    private Predicted() {}
}
