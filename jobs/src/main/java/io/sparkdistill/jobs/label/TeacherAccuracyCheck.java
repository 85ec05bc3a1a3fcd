package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.distill.ConfusionMatrix;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.inference.TeacherLogits;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Compares the predictions of the teachers with labels, before a student is trained on them. */
final class TeacherAccuracyCheck {
    /** The setting that names all teachers, for messages. */
    private static final String TEACHERS = "teachers[...]";

    private final JobContext context;
    private final SparkSession spark;
    private final List<WeightedTeacher> teachers;

    TeacherAccuracyCheck(JobContext context, SparkSession spark, List<WeightedTeacher> teachers) {
        this.context = context;
        this.spark = spark;
        this.teachers = teachers;
    }

    /**
     * Returns the accuracy of every teacher and, if there are several, of all of them combined; none without labeled
     * rows.
     *
     * @throws io.sparkdistill.jobs.job.InputException if an accuracy is too low
     */
    List<TeacherAccuracy> check() {
        DistillConfig config = context.config();
        AccuracyCheck check =
                new AccuracyCheck(config.task(), config.label().checks().minTeacherAccuracy());
        List<ConfusionMatrix> counts = count();
        List<TeacherAccuracy> accuracies = new ArrayList<>();
        for (int member = 0; member < counts.size(); member++) {
            boolean single = member < teachers.size();
            if (counts.get(member).rows() > 0) {
                accuracies.add(check.check(
                        single ? teachers.get(member).name() : TeacherAccuracy.TOGETHER,
                        single
                                ? AccuracyCheck.Suspects.of(config.teachers().get(member))
                                : AccuracyCheck.Suspects.ofFiles(TEACHERS),
                        counts.get(member)));
            }
        }
        return accuracies;
    }

    /** Counts the predictions of each teacher, and of all combined, by label. */
    private List<ConfusionMatrix> count() {
        DistillConfig config = context.config();
        double[] weights =
                teachers.stream().mapToDouble(WeightedTeacher::weight).toArray();
        List<ConfusionMatrix> counts = new ArrayList<>();
        for (int member = 0; member < weights.length + (weights.length > 1 ? 1 : 0); member++) {
            counts.add(new ConfusionMatrix(config.task().classes()));
        }
        Dataset<Row> logits = context.output().read(spark, Logits.TABLE, Logits.SCHEMA);
        labeled()
                .join(TeacherLogits.sideBySide(logits, teachers), TransferSet.EXAMPLE_KEY)
                .select(TransferSet.LABEL, Logits.LOGITS)
                .flatMap(new PredictClasses(config.label().combine(), weights), Encoders.row(PredictClasses.SCHEMA))
                .groupBy(PredictClasses.TEACHER, PredictClasses.LABEL, PredictClasses.PREDICTED)
                .count()
                .collectAsList()
                .forEach(row -> counts.get(row.getInt(0)).add(row.getInt(1), row.getInt(2), row.getLong(3)));
        return counts;
    }

    private Dataset<Row> labeled() {
        Dataset<Row> train = context.output().read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        Dataset<Row> evaluation = context.output().read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        return train.union(evaluation)
                .where(col(TransferSet.LABEL).isNotNull())
                .select(TransferSet.EXAMPLE_KEY, TransferSet.LABEL);
    }
}
