package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.InferenceProgress;
import io.sparkdistill.jobs.inference.TeacherLogits;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes the predictions of every model for the validation and test examples to a table. */
final class PredictionsWriter {
    private final JobContext context;
    private final SparkSession spark;
    private final String table;

    /**
     * Creates a writer.
     *
     * @param table name of the table in the output
     */
    PredictionsWriter(JobContext context, SparkSession spark, String table) {
        this.context = context;
        this.spark = spark;
        this.table = table;
    }

    /** Runs the students, and combines the stored logits of the teachers. */
    void write(List<WeightedTeacher> teachers, Map<String, StagedModel> students) {
        Dataset<Row> examples = context.output().read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        if (!teachers.isEmpty()) {
            double[] weights =
                    teachers.stream().mapToDouble(WeightedTeacher::weight).toArray();
            Dataset<Row> logits = context.output().read(spark, Logits.TABLE, Logits.SCHEMA);
            Combination combination = context.config().label().combine();
            append(
                    examples.join(TeacherLogits.sideBySide(logits, teachers), TransferSet.EXAMPLE_KEY),
                    new CombinePredictions(Evaluation.TEACHER, combination, weights));
        }
        students.forEach((name, student) -> ask(examples, name, student));
    }

    private void ask(Dataset<Row> examples, String name, StagedModel student) {
        Dataset<Row> distinct = examples.dropDuplicates(TransferSet.EXAMPLE_KEY);
        try (InferenceProgress progress = InferenceProgress.show(spark, "predict by " + name, distinct.count())) {
            Dataset<Row> answers = Inference.predict(
                            student,
                            distinct,
                            context.config().label().inference().limits(),
                            0,
                            progress)
                    .where(col(Rejected.REASON).isNull())
                    .select(col(Logits.EXAMPLE_KEY), array(col(Logits.LOGITS)).as(Logits.LOGITS));
            append(
                    examples.join(answers, TransferSet.EXAMPLE_KEY),
                    new CombinePredictions(name, Combination.LOGITS, 1));
            progress.finish();
        }
    }

    private void append(Dataset<Row> examplesWithLogits, CombinePredictions prediction) {
        context.output().append(examplesWithLogits.map(prediction, Encoders.row(Predicted.SCHEMA)), table);
    }
}
