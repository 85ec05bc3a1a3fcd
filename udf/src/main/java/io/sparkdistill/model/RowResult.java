package io.sparkdistill.model;

import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a model says of one input: its logits, with its hidden state if that was asked for, or why there are none. */
public sealed interface RowResult {
    /** The columns of {@link #row}; either the first values or the reason is there. */
    StructType SCHEMA = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(Logits.LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Logits.TOKEN_COUNT, DataTypes.IntegerType, true)
            .add(Logits.TRUNCATED, DataTypes.BooleanType, true)
            .add(Logits.HIDDEN, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Rejected.REASON, DataTypes.StringType, true)
            .add(Rejected.KIND, DataTypes.StringType, true)
            .add(Rejected.HOST, DataTypes.StringType, true)
            .add(Rejected.ATTEMPT, DataTypes.IntegerType, true);

    /** The answer as a row of {@link #SCHEMA}, for the example with this key. */
    Row row(String exampleKey);

    /**
     * The model's logits.
     *
     * @param logits one value per class, all finite
     * @param hidden the hidden state, all finite; null when it was not asked for
     * @param tokenCount tokens the model saw
     * @param truncated whether the input was cut
     */
    record Prediction(float[] logits, float[] hidden, int tokenCount, boolean truncated) implements RowResult {
        @Override
        public Row row(String exampleKey) {
            return RowFactory.create(exampleKey, logits, tokenCount, truncated, hidden, null, null, null, null);
        }
    }

    /**
     * The input has no logits, and why.
     *
     * @param reason whole, unless it is longer than {@value #LONGEST_REASON} characters: then its begin and its end
     */
    record Refusal(RejectionKind kind, String reason) implements RowResult {
        private static final int LONGEST_REASON = 4_000;
        private static final String CUT = " ... ";

        public Refusal {
            if (reason.length() > LONGEST_REASON) {
                int half = (LONGEST_REASON - CUT.length()) / 2;
                reason = reason.substring(0, half) + CUT + reason.substring(reason.length() - half);
            }
        }

        /** Says which task refused the input too; null outside of a task. */
        @Override
        public Row row(String exampleKey) {
            TaskContext task = TaskContext.get();
            return RowFactory.create(
                    exampleKey,
                    null,
                    null,
                    null,
                    null,
                    reason,
                    kind.columnValue(),
                    task == null
                            ? null
                            : SparkEnv.get().blockManager().blockManagerId().host(),
                    task == null ? null : task.attemptNumber());
        }
    }
}
