package io.sparkdistill.jobs.answer;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.answer.AnswerResult.Labels;
import io.sparkdistill.jobs.storage.FileSizes;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads and appends the answers of one cascade.
 *
 * @param cascade its provenance id
 */
record StoredAnswers(Output output, SparkSession spark, String cascade) {
    private static final String KEY = Answers.EXAMPLE_KEY;

    /** Returns the answers as they are stored now. */
    Dataset<Row> read() {
        return output.read(spark, Answers.TABLE, Answers.SCHEMA)
                .where(col(Answers.CASCADE).equalTo(cascade));
    }

    /**
     * Appends answers.
     *
     * @param count their number
     * @param by the model that has answered
     */
    void append(Dataset<Row> answers, long count, String by) {
        if (count > 0) {
            Dataset<Row> rows = answers.select(
                    col(KEY),
                    col(Answers.TEXT),
                    col(Answers.TEXT_PAIR),
                    col(Answers.FEATURES),
                    col(Answers.PREDICTED),
                    col(Answers.MARGIN),
                    lit(cascade).as(Answers.CASCADE),
                    lit(by).as(Answers.ANSWERED_BY));
            output.append(FileSizes.coalesce(rows, count), Answers.TABLE, Answers.ANSWERED_BY);
        }
    }

    /** Compares the answers with the labels of rows; null if no row has a label and an answer. */
    Labels against(Dataset<Row> rows) {
        Row counts = rows.where(col(TransferSet.LABEL).isNotNull())
                .select(KEY, TransferSet.LABEL)
                .join(read().dropDuplicates(KEY), KEY)
                .agg(count(lit(1)), count_if(col(TransferSet.LABEL).equalTo(col(Answers.PREDICTED))))
                .first();
        return counts.getLong(0) == 0 ? null : new Labels(counts.getLong(0), counts.getLong(1));
    }
}
