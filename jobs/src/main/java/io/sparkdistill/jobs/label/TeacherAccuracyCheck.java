package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.ConfusionMatrix;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.inference.TeacherLogits;
import io.sparkdistill.jobs.inference.WeightedTeacher;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
     * Counts the predictions of each teacher, and of all combined, for the labeled examples of a scope, and adds those of
     * the examples before it. Of these, no row is read.
     *
     * @return the index of the teacher (all combined have the number of teachers), the label, the predicted class, and
     *     the number of examples
     */
    List<long[]> predictions(LabelScope scope) {
        List<long[]> before = scope.predictionsBefore().orElse(null);
        LabelScope counted = before == null ? new LabelScope.Whole(context.output(), spark) : scope;
        Map<List<Long>, Long> counts = new TreeMap<>(Comparator.comparing(List::toString));
        if (before != null) {
            before.forEach(cell -> counts.merge(List.of(cell[0], cell[1], cell[2]), cell[3], Long::sum));
        }
        count(counted)
                .forEach(row -> counts.merge(
                        List.of((long) row.getInt(0), (long) row.getInt(1), (long) row.getInt(2)),
                        row.getLong(3),
                        Long::sum));
        return counts.entrySet().stream()
                .map(cell -> new long[] {
                    cell.getKey().get(0), cell.getKey().get(1), cell.getKey().get(2), cell.getValue()
                })
                .toList();
    }

    private List<Row> count(LabelScope scope) {
        return scope.labeled()
                .select(TransferSet.EXAMPLE_KEY, TransferSet.LABEL)
                .join(TeacherLogits.sideBySide(scope.results(), teachers), TransferSet.EXAMPLE_KEY)
                .select(TransferSet.LABEL, Logits.LOGITS)
                .flatMap(
                        new PredictClasses(context.config().label().combine(), weights()),
                        Encoders.row(PredictClasses.SCHEMA))
                .groupBy(PredictClasses.TEACHER, PredictClasses.LABEL, PredictClasses.PREDICTED)
                .count()
                .collectAsList();
    }

    private double[] weights() {
        return teachers.stream().mapToDouble(WeightedTeacher::weight).toArray();
    }

    /**
     * Returns the accuracy of every teacher and, if there are several, of all of them combined; none without labeled
     * rows.
     *
     * @param predictions as {@link #predictions} counts them
     * @throws io.sparkdistill.jobs.job.InputException if an accuracy is too low
     */
    List<TeacherAccuracy> check(List<long[]> predictions) {
        DistillConfig config = context.config();
        AccuracyCheck check =
                new AccuracyCheck(config.task(), config.label().checks().minTeacherAccuracy());
        List<ConfusionMatrix> counts = matrices(predictions);
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

    private List<ConfusionMatrix> matrices(List<long[]> predictions) {
        List<ConfusionMatrix> counts = new ArrayList<>();
        for (int member = 0; member < teachers.size() + (teachers.size() > 1 ? 1 : 0); member++) {
            counts.add(new ConfusionMatrix(context.config().task().classes()));
        }
        predictions.forEach(cell -> counts.get((int) cell[0]).add((int) cell[1], (int) cell[2], cell[3]));
        return counts;
    }
}
