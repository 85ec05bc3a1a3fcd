package io.sparkdistill.teacher;

import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a model says of one input: its logits, with its hidden state if that was asked for, or why there are none. */
public sealed interface Answer {
    /** The columns of {@link #row}; either the first values or the reason is there. */
    StructType SCHEMA = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(Logits.LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Logits.TOKEN_COUNT, DataTypes.IntegerType, true)
            .add(Logits.TRUNCATED, DataTypes.BooleanType, true)
            .add(Logits.HIDDEN, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Rejected.REASON, DataTypes.StringType, true);

    /** The answer as a row of {@link #SCHEMA}, for the example with this key. */
    Row row(String exampleKey);

    /**
     * The model's logits.
     *
     * @param values one a class, all finite
     * @param hidden the hidden state, all finite; null when it was not asked for
     * @param tokenCount tokens the model saw
     * @param truncated whether the input was cut
     */
    record Given(float[] values, float[] hidden, int tokenCount, boolean truncated) implements Answer {
        @Override
        public Row row(String exampleKey) {
            return RowFactory.create(exampleKey, values, tokenCount, truncated, hidden, null);
        }
    }

    /** The input has no logits, and why. */
    record Refused(String reason) implements Answer {
        @Override
        public Row row(String exampleKey) {
            return RowFactory.create(exampleKey, null, null, null, null, reason);
        }
    }
}
