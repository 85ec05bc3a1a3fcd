package io.sparkdistill.jobs.inference;

import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.Answer;
import io.sparkdistill.teacher.BatchLimits;
import io.sparkdistill.teacher.LabelRows;
import io.sparkdistill.teacher.StagedModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Asks a model about every row of a table, on the executors. */
public final class Inference {
    private Inference() {}

    /**
     * The model's answers.
     *
     * @param examples with the key and input columns of {@link TransferSet}
     * @param progress is told of every row
     * @return one row of {@link Answer#SCHEMA} an example
     */
    public static Dataset<Row> ask(
            StagedModel model, Dataset<Row> examples, BatchLimits limits, InferenceProgress progress) {
        model.ship(examples.sparkSession().sparkContext());
        return examples.select(TransferSet.EXAMPLE_KEY, TransferSet.TEXT, TransferSet.TEXT_PAIR, TransferSet.FEATURES)
                .mapPartitions(
                        new LabelRows(model.spec(), limits, progress.rows(), progress.tokens()),
                        Encoders.row(Answer.SCHEMA));
    }
}
