package io.sparkdistill.jobs.promote;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.sparkdistill.distill.ConfusionMatrix;
import io.sparkdistill.jobs.config.PromoteConfig.Metric;
import io.sparkdistill.statistics.McNemar;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A student comparison compares the students of two runs on the validation examples that both have predicted. An
 * example without a label counts as correct if the student agrees with the teacher of the new run.
 *
 * @param rows number of examples
 * @param metric that is compared
 * @param title name of the metric, which says if it is agreement with the teacher
 * @param old value of the served student
 * @param now value of the new student
 * @param pValue of McNemar's exact test on correct predictions
 */
record StudentComparison(long rows, Metric metric, String title, double old, double now, double pValue) {
    private static final String TRUTH = "truth";
    private static final String OLD = "old";
    private static final String NOW = "now";
    private static final String OLD_NLL = "old_nll";
    private static final String NOW_NLL = "now_nll";
    private static final String TEACHER = "teacher";

    /**
     * Compares the predictions of two runs.
     *
     * @param metric on labeled examples; without labels it is the agreement with the teacher
     */
    static StudentComparison of(RunPredictions before, RunPredictions after, Metric metric, int classes) {
        Dataset<Row> paired = paired(before, after).persist();
        try {
            Row counts = paired.agg(
                            count(lit(1)),
                            count(col(NOW_NLL)),
                            sum(isRight(OLD).and(not(isRight(NOW))).cast("long")),
                            sum(isRight(NOW).and(not(isRight(OLD))).cast("long")),
                            sum(isRight(OLD).cast("long")),
                            sum(isRight(NOW).cast("long")),
                            sum(OLD_NLL),
                            sum(NOW_NLL))
                    .first();
            long rows = counts.getLong(0);
            if (rows == 0) {
                return new StudentComparison(0, metric, metric.title(), Double.NaN, Double.NaN, 1);
            }
            double pValue =
                    new McNemar(Math.toIntExact(counts.getLong(2)), Math.toIntExact(counts.getLong(3))).pValue();
            boolean labeled = counts.getLong(1) == rows;
            double oldRight = (double) counts.getLong(4) / rows;
            double nowRight = (double) counts.getLong(5) / rows;
            if (!labeled) {
                return new StudentComparison(
                        rows, Metric.ACCURACY, "agreement with the teacher", oldRight, nowRight, pValue);
            }
            return switch (metric) {
                case ACCURACY -> new StudentComparison(rows, metric, metric.title(), oldRight, nowRight, pValue);
                case MACRO_F1 -> new StudentComparison(
                        rows, metric, metric.title(), f1(paired, OLD, classes), f1(paired, NOW, classes), pValue);
                case NLL -> new StudentComparison(
                        rows, metric, metric.title(), counts.getDouble(6) / rows, counts.getDouble(7) / rows, pValue);
            };
        } finally {
            paired.unpersist();
        }
    }

    private static Dataset<Row> paired(RunPredictions before, RunPredictions after) {
        Dataset<Row> teacher = after.ofTeacher()
                .select(col(RunPredictions.KEY), col(RunPredictions.CLASS).as(TEACHER));
        return before.ofStudent()
                .select(
                        col(RunPredictions.KEY),
                        col(RunPredictions.CLASS).as(OLD),
                        col(RunPredictions.NLL).as(OLD_NLL))
                .join(
                        after.ofStudent()
                                .select(
                                        col(RunPredictions.KEY),
                                        col(RunPredictions.LABEL),
                                        col(RunPredictions.CLASS).as(NOW),
                                        col(RunPredictions.NLL).as(NOW_NLL)),
                        RunPredictions.KEY)
                .join(teacher, asKeys(), "left")
                .withColumn(TRUTH, coalesce(col(RunPredictions.LABEL), col(TEACHER)))
                .where(col(TRUTH).isNotNull());
    }

    private static String[] asKeys() {
        return new String[] {RunPredictions.KEY};
    }

    private static Column isRight(String predicted) {
        return col(predicted).equalTo(col(TRUTH));
    }

    private static double f1(Dataset<Row> paired, String predicted, int classes) {
        ConfusionMatrix confusion = new ConfusionMatrix(classes);
        paired.groupBy(TRUTH, predicted)
                .count()
                .collectAsList()
                .forEach(cell -> confusion.add(cell.getInt(0), cell.getInt(1), cell.getLong(2)));
        return confusion.macroF1();
    }

    double gain() {
        return metric.gain(old, now);
    }

    @Override
    public String toString() {
        return "%s on %,d validation examples of both is %.4f, that of the served one %.4f (McNemar's p = %.3g)"
                .formatted(title, rows, now, old, pValue);
    }
}
