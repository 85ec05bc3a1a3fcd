package io.sparkdistill.inference;

import io.sparkdistill.model.Answer;
import io.sparkdistill.model.Answer;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Answers as rows of Spark. */
public final class AnswerRows {
    /** The columns of a row; either the logits and what belongs to them or the reason is there. */
    public static final StructType SCHEMA = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(Logits.LOGITS, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Logits.TOKEN_COUNT, DataTypes.IntegerType, true)
            .add(Logits.TRUNCATED, DataTypes.BooleanType, true)
            .add(Logits.HIDDEN, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(Rejected.REASON, DataTypes.StringType, true)
            .add(Rejected.KIND, DataTypes.StringType, true)
            .add(Rejected.HOST, DataTypes.StringType, true)
            .add(Rejected.ATTEMPT, DataTypes.IntegerType, true);

    private AnswerRows() {}

    /** The answer as a row of {@link #SCHEMA}, for the example with this key. A refusal says which task refused. */
    static Row of(String exampleKey, Answer answer) {
        if (answer instanceof Answer.Given given) {
            return RowFactory.create(
                    exampleKey,
                    given.values(),
                    given.tokenCount(),
                    given.truncated(),
                    given.hidden(),
                    null,
                    null,
                    null,
                    null);
        }
        Answer.Refused refused = (Answer.Refused) answer;
        TaskContext task = TaskContext.get();
        return RowFactory.create(
                exampleKey,
                null,
                null,
                null,
                null,
                refused.reason(),
                refused.kind().columnValue(),
                task == null ? null : SparkEnv.get().blockManager().blockManagerId().host(),
                task == null ? null : task.attemptNumber());
    }
}
