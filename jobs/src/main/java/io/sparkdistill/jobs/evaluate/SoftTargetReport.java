package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.SoftTargets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Describes the soft targets by temperature: their entropy, and which classes the teacher finds similar.
 *
 * @param temperatures in order
 */
record SoftTargetReport(List<Temperature> temperatures) {
    /** The most classes of a similarity table: those that the teacher predicts most often. */
    static final int MOST_CLASSES = 12;

    /** The most examples per temperature whose probabilities are averaged: those with the lowest keys. */
    private static final long SAMPLE = 20_000;

    private static final String TOP = "top";
    private static final String CLASS = "class";
    private static final String ROWS = "row_count";

    /**
     * Describes the soft targets of one temperature.
     *
     * @param entropy mean entropy, in nats
     * @param rows number of examples
     * @param classes indices of the classes of the table
     * @param similarity mean probability of each class, for the examples that the teacher predicts as each class
     */
    record Temperature(double temperature, double entropy, long rows, List<Integer> classes, double[][] similarity) {}

    /** Returns the class with the highest probability. */
    static Column predictedClass() {
        Column place = array_position(col(SoftTargets.PROBABILITIES), array_max(col(SoftTargets.PROBABILITIES)))
                .minus(1)
                .cast("int");
        return when(col(SoftTargets.CLASSES).isNull(), place)
                .otherwise(element_at(col(SoftTargets.CLASSES), place.plus(1)));
    }

    static SoftTargetReport of(JobContext context, SparkSession spark) {
        Dataset<Row> targets = context.output().read(spark, SoftTargets.TABLE, SoftTargets.SCHEMA);
        List<Row> entropies = targets.groupBy(SoftTargets.TEMPERATURE)
                .agg(avg(SoftTargets.ENTROPY), count(lit(1)))
                .orderBy(SoftTargets.TEMPERATURE)
                .collectAsList();
        if (entropies.isEmpty()) {
            return new SoftTargetReport(List.of());
        }
        Map<Double, Map<Integer, double[]>> means =
                means(context, sample(targets, entropies.get(0).getLong(2)));
        List<Temperature> temperatures = new ArrayList<>();
        List<Integer> classes = shownClasses(context, targets);
        for (Row row : entropies) {
            Map<Integer, double[]> byClass = means.getOrDefault(row.getDouble(0), Map.of());
            temperatures.add(new Temperature(
                    row.getDouble(0), row.getDouble(1), row.getLong(2), classes, similarity(byClass, classes)));
        }
        return new SoftTargetReport(temperatures);
    }

    /** Keys are hashes, so the lowest ones are a random sample. */
    private static Dataset<Row> sample(Dataset<Row> targets, long rows) {
        if (rows <= SAMPLE) {
            return targets;
        }
        String limit = "%08x".formatted((long) ((double) SAMPLE / rows * (1L << 32)));
        return targets.where(col(SoftTargets.EXAMPLE_KEY).lt(limit));
    }

    private static List<Integer> shownClasses(JobContext context, Dataset<Row> targets) {
        if (context.config().task().classes() <= MOST_CLASSES) {
            return IntStream.range(0, context.config().task().classes()).boxed().toList();
        }
        return targets
                .groupBy(predictedClass().as(TOP))
                .count()
                .orderBy(col("count").desc(), col(TOP))
                .limit(MOST_CLASSES)
                .collectAsList()
                .stream()
                .map(row -> row.getInt(0))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Returns the mean probabilities by temperature and predicted class. */
    private static Map<Double, Map<Integer, double[]>> means(JobContext context, Dataset<Row> sample) {
        int classes = context.config().task().classes();
        Dataset<Row> predicted = sample.withColumn(TOP, predictedClass());
        Map<List<Object>, Long> rows = new HashMap<>();
        predicted
                .groupBy(SoftTargets.TEMPERATURE, TOP)
                .agg(count(lit(1)).as(ROWS))
                .collectAsList()
                .forEach(row -> rows.put(List.of(row.getDouble(0), row.getInt(1)), row.getLong(2)));
        Map<Double, Map<Integer, double[]>> means = new TreeMap<>();
        predicted
                .select(
                        col(SoftTargets.TEMPERATURE),
                        col(TOP),
                        col(SoftTargets.CLASSES),
                        posexplode(col(SoftTargets.PROBABILITIES)))
                .withColumn(
                        CLASS,
                        coalesce(element_at(col(SoftTargets.CLASSES), col("pos").plus(1)), col("pos")))
                .groupBy(SoftTargets.TEMPERATURE, TOP, CLASS)
                .agg(sum("col"))
                .collectAsList()
                .forEach(row -> means.computeIfAbsent(row.getDouble(0), t -> new HashMap<>())
                                .computeIfAbsent(row.getInt(1), top -> new double[classes])[row.getInt(2)] =
                        row.getDouble(3) / rows.get(List.of(row.getDouble(0), row.getInt(1))));
        return means;
    }

    private static double[][] similarity(Map<Integer, double[]> byClass, List<Integer> classes) {
        double[][] similarity = new double[classes.size()][classes.size()];
        for (int i = 0; i < similarity.length; i++) {
            double[] means = byClass.get(classes.get(i));
            for (int j = 0; j < similarity.length && means != null; j++) {
                similarity[i][j] = means[classes.get(j)];
            }
        }
        return similarity;
    }
}
