package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.sparkdistill.distill.Agreement;
import io.sparkdistill.distill.Calibration;
import io.sparkdistill.distill.ClassificationMetrics;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Predicted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Counts correct and wrong predictions by model and split, on the executors. */
final class PredictionCounts {
    private static final String REFERENCE = "reference";

    private final int bins;
    private final TaskConfig task;
    private final Map<Tuple2<String, String>, ClassificationMetrics> labeled;
    private final Map<Tuple2<String, String>, Agreement> unlabeled;

    private PredictionCounts(
            int bins,
            TaskConfig task,
            Map<Tuple2<String, String>, ClassificationMetrics> labeled,
            Map<Tuple2<String, String>, Agreement> unlabeled) {
        this.bins = bins;
        this.task = task;
        this.labeled = labeled;
        this.unlabeled = unlabeled;
    }

    /**
     * Counts the predictions of a table.
     *
     * @param table its name in the output
     */
    static PredictionCounts of(JobContext context, SparkSession spark, String table) {
        DistillConfig config = context.config();
        int bins = config.evaluate().calibrationBins();
        Dataset<Row> predictions = context.output().read(spark, table, Predicted.SCHEMA);
        Dataset<Row> reference = predictions
                .where(col(Predicted.MODEL).equalTo(Evaluation.TEACHER))
                .select(col(Predicted.EXAMPLE_KEY), col(Predicted.PREDICTED).as(REFERENCE))
                .distinct();
        Dataset<Row> compared = predictions
                .join(
                        reference,
                        predictions.col(Predicted.EXAMPLE_KEY).equalTo(reference.col(Predicted.EXAMPLE_KEY)),
                        "left")
                .drop(reference.col(Predicted.EXAMPLE_KEY));
        ClassificationMetrics zero = new ClassificationMetrics(config.task().classes(), bins);
        Column labeled = col(Predicted.LABEL).isNotNull();
        return new PredictionCounts(
                bins,
                config.task(),
                byModelAndSplit(compared.where(labeled))
                        .aggregateByKey(zero, PredictionCounts::add, ClassificationMetrics::merge)
                        .collectAsMap(),
                byModelAndSplit(compared.where(not(labeled).and(col(REFERENCE).isNotNull())))
                        .aggregateByKey(new Agreement(), PredictionCounts::add, PredictionCounts::merge)
                        .collectAsMap());
    }

    private static JavaPairRDD<Tuple2<String, String>, Row> byModelAndSplit(Dataset<Row> predictions) {
        return predictions
                .javaRDD()
                .mapToPair(row -> new Tuple2<>(
                        new Tuple2<>(row.<String>getAs(Predicted.MODEL), row.<String>getAs(Predicted.SPLIT)), row));
    }

    /** Returns the metrics of a model by split. */
    Map<String, SplitMetrics> metrics(String model) {
        Map<String, SplitMetrics> metrics = new LinkedHashMap<>();
        unlabeled.forEach((key, counted) -> {
            if (key._1().equals(model)) {
                metrics.put(key._2(), SplitMetrics.of(counted));
            }
        });
        labeled.forEach((key, counted) -> {
            if (key._1().equals(model)) {
                metrics.put(key._2(), SplitMetrics.of(counted, task));
            }
        });
        return metrics;
    }

    /** Returns the calibration of every model, over all splits with labels. */
    Map<String, Calibration> calibrations() {
        Map<String, Calibration> calibrations = new TreeMap<>();
        labeled.forEach((key, counted) -> calibrations
                .computeIfAbsent(key._1(), model -> new Calibration(bins))
                .merge(counted.calibration()));
        return calibrations;
    }

    private static ClassificationMetrics add(ClassificationMetrics metrics, Row row) {
        int predicted = row.<Integer>getAs(Predicted.PREDICTED);
        Integer reference = row.getAs(REFERENCE);
        double confidence = Floats.array(row, row.fieldIndex(Predicted.PROBABILITIES))[predicted];
        int label = row.<Integer>getAs(Predicted.LABEL);
        metrics.add(
                label,
                predicted,
                confidence,
                row.<Double>getAs(Predicted.NLL),
                reference == null ? ClassificationMetrics.NO_REFERENCE : reference);
        return metrics;
    }

    private static Agreement add(Agreement agreement, Row row) {
        agreement.add(row.<Integer>getAs(Predicted.PREDICTED), row.<Integer>getAs(REFERENCE));
        return agreement;
    }

    private static Agreement merge(Agreement one, Agreement other) {
        one.merge(other);
        return one;
    }
}
