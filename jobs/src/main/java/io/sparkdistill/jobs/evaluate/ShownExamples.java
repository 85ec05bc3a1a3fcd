package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.zip_with;

import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Selects examples that a person should look at. */
final class ShownExamples {
    /** The most examples of a list. */
    static final int MOST = 20;

    private static final String TEACHER_PREDICTED = "teacher_predicted";
    private static final String TEACHER_PROBABILITIES = "teacher_probabilities";
    private static final String SCORE = "score";

    private final JobContext context;
    private final SparkSession spark;
    private final String predictions;
    private final TaskConfig task;
    private final ShownTexts texts;

    /** @param predictions name of the table of predictions in the output */
    ShownExamples(JobContext context, SparkSession spark, String predictions) {
        this.context = context;
        this.spark = spark;
        this.predictions = predictions;
        this.task = context.config().task();
        this.texts = ShownTexts.of(context.config());
    }

    /**
     * A disagreement is an example on which student and teacher disagree.
     *
     * @param label name of its class; empty without a label
     * @param distance total variation distance of both predictions, from 0 to 1
     */
    record Disagreement(String text, String split, String label, String teacher, String student, double distance) {}

    /** Returns the examples with the largest distance between the predictions of teacher and student. */
    List<Disagreement> disagreements(String student) {
        Dataset<Row> predictions = predictions();
        Dataset<Row> teacher = predictions
                .where(col(Predicted.MODEL).equalTo(Evaluation.TEACHER))
                .select(
                        col(Predicted.EXAMPLE_KEY),
                        col(Predicted.PREDICTED).as(TEACHER_PREDICTED),
                        col(Predicted.PROBABILITIES).as(TEACHER_PROBABILITIES))
                .dropDuplicates(Predicted.EXAMPLE_KEY);
        Column distance = aggregate(
                        zip_with(
                                col(Predicted.PROBABILITIES),
                                col(TEACHER_PROBABILITIES),
                                (one, other) -> abs(one.minus(other)).cast("double")),
                        lit(0.0),
                        Column::plus)
                .divide(2);
        Dataset<Row> farthest = predictions
                .where(col(Predicted.MODEL).equalTo(student))
                .dropDuplicates(Predicted.EXAMPLE_KEY)
                .join(teacher, Predicted.EXAMPLE_KEY)
                .where(col(Predicted.PREDICTED).notEqual(col(TEACHER_PREDICTED)))
                .withColumn(SCORE, distance)
                .orderBy(col(SCORE).desc(), col(Predicted.EXAMPLE_KEY))
                .limit(MOST)
                .drop(Predicted.SPLIT, Predicted.LABEL);
        return withText(farthest, TransferSet.EVALUATION_TABLE)
                .select(
                        texts.column(),
                        col(TransferSet.SPLIT),
                        col(TransferSet.LABEL),
                        col(TEACHER_PREDICTED),
                        col(Predicted.PREDICTED),
                        col(SCORE))
                .collectAsList()
                .stream()
                .map(row -> new Disagreement(
                        texts.shown(row.getString(0)),
                        row.getString(1),
                        row.isNullAt(2) ? "" : task.className(row.getInt(2)),
                        task.className(row.getInt(3)),
                        task.className(row.getInt(4)),
                        row.getDouble(5)))
                .toList();
    }

    /**
     * A doubt is an example whose label the teacher doubts.
     *
     * @param probability that the teacher gives to the label
     */
    record Doubt(String text, String split, String label, String teacher, double probability) {}

    /** Returns the validation and test examples whose label has the lowest probability by the teacher. */
    List<Doubt> doubtedEvaluationLabels() {
        Dataset<Row> doubted = predictions()
                .where(col(Predicted.MODEL).equalTo(Evaluation.TEACHER))
                .where(col(Predicted.LABEL).isNotNull())
                .where(col(Predicted.LABEL).notEqual(col(Predicted.PREDICTED)))
                .dropDuplicates(Predicted.EXAMPLE_KEY)
                .withColumn(
                        SCORE,
                        element_at(
                                col(Predicted.PROBABILITIES),
                                col(Predicted.LABEL).plus(1)))
                .withColumnRenamed(Predicted.PREDICTED, TEACHER_PREDICTED)
                .drop(Predicted.SPLIT, Predicted.LABEL);
        return doubts(doubted, TransferSet.EVALUATION_TABLE);
    }

    /** Returns the labeled training examples whose label has the lowest probability in the soft targets. */
    List<Doubt> doubtedTrainingLabels(double temperature) {
        Column listed = array_position(col(SoftTargets.CLASSES), col(TransferSet.LABEL));
        Column probability = when(
                        col(SoftTargets.CLASSES).isNull(),
                        element_at(
                                col(SoftTargets.PROBABILITIES),
                                col(TransferSet.LABEL).plus(1)))
                .when(listed.gt(0), element_at(col(SoftTargets.PROBABILITIES), listed.cast("int")))
                .otherwise(lit(0f));
        Dataset<Row> labeled = context.output()
                .read(spark, TransferSet.TABLE, TransferSet.SCHEMA)
                .where(col(TransferSet.ORIGIN).equalTo(Origin.LABELED.columnValue()))
                .where(col(TransferSet.LABEL).isNotNull())
                .select(TransferSet.EXAMPLE_KEY, TransferSet.LABEL);
        Dataset<Row> doubted = context.output()
                .read(spark, SoftTargets.TABLE, SoftTargets.SCHEMA)
                .where(col(SoftTargets.TEMPERATURE).equalTo(temperature))
                .join(labeled, SoftTargets.EXAMPLE_KEY)
                .withColumn(SCORE, probability)
                .withColumn(TEACHER_PREDICTED, SoftTargetReport.predictedClass())
                .where(col(TEACHER_PREDICTED).notEqual(col(TransferSet.LABEL)))
                .select(SoftTargets.EXAMPLE_KEY, SCORE, TEACHER_PREDICTED);
        return doubts(doubted, TransferSet.TABLE);
    }

    private List<Doubt> doubts(Dataset<Row> doubted, String table) {
        Dataset<Row> lowest =
                doubted.orderBy(col(SCORE), col(TransferSet.EXAMPLE_KEY)).limit(MOST);
        return withText(lowest, table)
                .select(
                        texts.column(),
                        col(TransferSet.SPLIT),
                        col(TransferSet.LABEL),
                        col(TEACHER_PREDICTED),
                        col(SCORE).cast("double"))
                .collectAsList()
                .stream()
                .map(row -> new Doubt(
                        texts.shown(row.getString(0)),
                        row.getString(1),
                        task.className(row.getInt(2)),
                        task.className(row.getInt(3)),
                        row.getDouble(4)))
                .toList();
    }

    /** Joins the few selected examples with their texts, and keeps their order. */
    private Dataset<Row> withText(Dataset<Row> selected, String table) {
        Dataset<Row> numbered = selected.withColumn("place", expr("monotonically_increasing_id()"));
        return context.output()
                .read(spark, table, TransferSet.SCHEMA)
                .join(broadcast(numbered), TransferSet.EXAMPLE_KEY)
                .dropDuplicates(TransferSet.EXAMPLE_KEY)
                .orderBy("place");
    }

    private Dataset<Row> predictions() {
        return context.output().read(spark, predictions, Predicted.SCHEMA);
    }
}
