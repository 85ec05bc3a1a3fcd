package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.col;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.distill.Calibration;
import io.sparkdistill.distill.ClassificationMetrics;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Predicted;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Counts the predictions, on the executors, by model and split. */
final class PredictionCounts {
    private static final String REFERENCE = "reference";

    private final int bins;
    private final TaskConfig task;
    private final Map<Key, ClassificationMetrics> counts;

    @DefaultSerializer(JavaSerializer.class)
    private record Key(String model, String split) implements Serializable {}

    private PredictionCounts(int bins, TaskConfig task, Map<Key, ClassificationMetrics> counts) {
        this.bins = bins;
        this.task = task;
        this.counts = counts;
    }

    static PredictionCounts of(JobContext context, SparkSession spark) {
        DistillConfig config = context.config();
        int bins = config.evaluate().calibrationBins();
        Dataset<Row> predictions = context.output().read(spark, Predictions.TABLE, Predicted.SCHEMA);
        Dataset<Row> reference = predictions
                .where(col(Predicted.MODEL).equalTo(Evaluation.TEACHER))
                .select(col(Predicted.EXAMPLE_KEY), col(Predicted.PREDICTED).as(REFERENCE))
                .distinct();
        ClassificationMetrics zero = new ClassificationMetrics(config.task().classes(), bins);
        Map<Key, ClassificationMetrics> counts = predictions
                .join(
                        reference,
                        predictions.col(Predicted.EXAMPLE_KEY).equalTo(reference.col(Predicted.EXAMPLE_KEY)),
                        "left")
                .drop(reference.col(Predicted.EXAMPLE_KEY))
                .javaRDD()
                .mapToPair(row -> new Tuple2<>(key(row), row))
                .aggregateByKey(zero, PredictionCounts::add, ClassificationMetrics::merge)
                .collectAsMap();
        return new PredictionCounts(bins, config.task(), counts);
    }

    /** The metrics of a model by split. */
    Map<String, SplitMetrics> metrics(String model) {
        boolean hasTeacher =
                counts.keySet().stream().anyMatch(key -> key.model().equals(Evaluation.TEACHER));
        Map<String, SplitMetrics> metrics = new LinkedHashMap<>();
        counts.forEach((key, counted) -> {
            if (key.model().equals(model)) {
                metrics.put(key.split(), SplitMetrics.of(counted, task, hasTeacher));
            }
        });
        return metrics;
    }

    /** How sure and how right every model is, over all splits. */
    Map<String, Calibration> calibrations() {
        Map<String, Calibration> calibrations = new TreeMap<>();
        counts.forEach((key, counted) -> calibrations
                .computeIfAbsent(key.model(), model -> new Calibration(bins))
                .merge(counted.calibration()));
        return calibrations;
    }

    private static Key key(Row row) {
        return new Key(row.getAs(Predicted.MODEL), row.getAs(Predicted.SPLIT));
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
}
