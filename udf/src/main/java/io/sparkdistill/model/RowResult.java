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

/** The result of a model for one input: a prediction, or a refusal with its reason. */
public sealed interface RowResult {
    /** The columns of {@link #row}: either those of a prediction or those of a refusal are set. */
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

    /** Returns the result as a row of {@link #SCHEMA}, for the example with this key. */
    Row row(String exampleKey);

    /**
     * A prediction holds the model's logits.
     *
     * @param logits one value per class, all finite
     * @param hidden hidden state, all values finite; null unless the model returns hidden states
     * @param tokenCount number of tokens that the model has read
     * @param truncated whether the input was truncated
     */
    record Prediction(float[] logits, float[] hidden, int tokenCount, boolean truncated) implements RowResult {
        @Override
        public Row row(String exampleKey) {
            return RowFactory.create(exampleKey, logits, tokenCount, truncated, hidden, null, null, null, null);
        }
    }

    /**
     * A refusal says why an input has no logits.
     *
     * @param reason the reason in words; of one with more than {@value #LONGEST_REASON} characters, the beginning and
     *     the end
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

        /** Returns the row, with the host and the attempt of the running task; both are null outside a task. */
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
