package io.sparkdistill.inference;

import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Turns the results of a model into rows of Spark. */
public final class ResultRows {
    /** The columns of a row: those of a prediction, of generated texts or of a refusal are set. */
    public static final StructType SCHEMA = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(Logits.LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Logits.TOKEN_COUNT, DataTypes.IntegerType, true)
            .add(Logits.TRUNCATED, DataTypes.BooleanType, true)
            .add(Logits.HIDDEN, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Generated.TEXTS, DataTypes.createArrayType(DataTypes.StringType, false), true)
            .add(Rejected.REASON, DataTypes.StringType, true)
            .add(Rejected.KIND, DataTypes.StringType, true)
            .add(Rejected.HOST, DataTypes.StringType, true)
            .add(Rejected.ATTEMPT, DataTypes.IntegerType, true);

    private ResultRows() {}

    /**
     * Returns a result as a row of {@link #SCHEMA}, for the example with this key. The row of a refusal has the host and
     * the attempt of the running task; both are null outside a task.
     */
    static Row of(String exampleKey, RowResult result) {
        if (result instanceof RowResult.Prediction prediction) {
            return RowFactory.create(
                    exampleKey,
                    prediction.logits(),
                    prediction.tokenCount(),
                    prediction.truncated(),
                    prediction.hidden(),
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        if (result instanceof RowResult.Texts written) {
            return RowFactory.create(
                    exampleKey,
                    null,
                    written.tokenCount(),
                    written.truncated(),
                    null,
                    written.texts().toArray(String[]::new),
                    null,
                    null,
                    null,
                    null);
        }
        RowResult.Refusal refusal = (RowResult.Refusal) result;
        TaskContext task = TaskContext.get();
        return RowFactory.create(
                exampleKey,
                null,
                null,
                null,
                null,
                null,
                refusal.reason(),
                refusal.kind().columnValue(),
                task == null
                        ? null
                        : SparkEnv.get().blockManager().blockManagerId().host(),
                task == null ? null : task.attemptNumber());
    }
}
