package io.sparkdistill.jobs.answer;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;

import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.InferenceProgress;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Predicts the classes of the texts that a cascade has not answered yet by its student, and tells sure from unsure ones. */
final class StudentAnswers implements AutoCloseable {
    private final Dataset<Row> rows;
    private final Column sure;

    private StudentAnswers(Dataset<Row> rows, double threshold) {
        this.rows = rows;
        this.sure = coalesce(col(Answers.MARGIN).geq(threshold), lit(false));
    }

    /**
     * Runs the student.
     *
     * @param texts with the columns of {@link TransferSet}, one per key
     * @param count their number
     */
    static StudentAnswers of(JobContext context, ServedCascade served, Dataset<Row> texts, long count) {
        try (InferenceProgress progress =
                InferenceProgress.show(texts.sparkSession(), "answer by the student", count)) {
            Dataset<Row> predictions = Inference.predict(
                            served.student(),
                            texts,
                            context.config().label().inference().limits(),
                            0,
                            progress)
                    .where(col(Rejected.REASON).isNull())
                    .select(
                            col(Answers.EXAMPLE_KEY),
                            predicted(col(Logits.LOGITS)).as(Answers.PREDICTED),
                            margin(col(Logits.LOGITS)).as(Answers.MARGIN))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            Dataset<Row> rows =
                    texts.join(predictions, Answers.EXAMPLE_KEY, "left").persist(StorageLevel.MEMORY_AND_DISK());
            try {
                rows.count();
                progress.finish();
                return new StudentAnswers(rows, served.threshold().margin());
            } finally {
                predictions.unpersist();
            }
        }
    }

    /** Returns the rows that the student answers, with {@link Answers#PREDICTED} and {@link Answers#MARGIN}. */
    Dataset<Row> sure() {
        return rows.where(sure);
    }

    /** Returns the rows for the teacher, with the student's margin. */
    Dataset<Row> unsure() {
        return rows.where(not(sure)).drop(Answers.PREDICTED);
    }

    /** Returns the index of the largest logit, the lowest of several equal ones. */
    static Column predicted(Column logits) {
        return array_position(logits, array_max(logits)).minus(1).cast("int");
    }

    /** Returns the difference of the two largest logits. */
    private static Column margin(Column logits) {
        Column descending = sort_array(logits, false);
        return descending.getItem(0).cast("double").minus(descending.getItem(1).cast("double"));
    }

    @Override
    public void close() {
        rows.unpersist();
    }
}
