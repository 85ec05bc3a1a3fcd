package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.distill.Divergence;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.EvaluateConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.statistics.Bootstrap;
import io.sparkdistill.statistics.ClassCounts;
import io.sparkdistill.statistics.LabeledPredictions;
import io.sparkdistill.statistics.Ranking;
import io.sparkdistill.statistics.TemperatureScaling;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Computes the statistics of all models and the tests between them from the stored predictions: those of the rows on the
 * driver, and those of the resamples by tasks of Spark.
 */
final class EvaluationStatistics {
    /** The most probabilities of one model on one split that are held on the driver: 40 MB. */
    private static final int MOST_PROBABILITIES = 10_000_000;

    private final EvaluateConfig config;
    private final TaskConfig task;
    private final Bootstrap bootstrap;
    private final Dataset<Row> predictions;
    private final int mostRows;

    /** @param table name of the predictions in the output */
    EvaluationStatistics(JobContext context, SparkSession spark, String table) {
        DistillConfig all = context.config();
        this.config = all.evaluate();
        this.task = all.task();
        this.bootstrap = new Bootstrap(config.resamples(), all.seed(), new ClusterResampler(spark));
        this.mostRows = Math.min(config.statisticsRows(), Math.max(1, MOST_PROBABILITIES / task.classes()));
        this.predictions = context.output().read(spark, table, Predicted.SCHEMA);
        JobContext.describe(spark, Verbs.EVALUATE, "compute statistics");
    }

    /** Returns the evaluation with the statistics of its models. */
    Evaluation addTo(Evaluation evaluation) {
        Map<String, ModelReport> models = new LinkedHashMap<>(evaluation.models());
        List<ModelComparison> comparisons = new ArrayList<>();
        Map<String, Double> temperatures = new LinkedHashMap<>();
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            Map<String, LabeledRows> rows = read(evaluation, split);
            if (split == Split.VALIDATION) {
                rows.forEach((model, read) -> temperatures.put(model, temperature(read.predictions())));
            }
            rows.forEach((model, read) -> models.computeIfPresent(
                    model,
                    (name, report) -> report.with(
                            split,
                            statistics(read, others(rows, model, Evaluation.TEACHER), temperatures.get(model)))));
            comparisons.addAll(compare(rows, split));
        }
        return new Evaluation(models, comparisons);
    }

    private Map<String, LabeledRows> read(Evaluation evaluation, Split split) {
        Map<String, LabeledRows> rows = new LinkedHashMap<>();
        evaluation.models().forEach((model, report) -> {
            SplitMetrics metrics = report.metrics(split);
            if (metrics != null && metrics.hasLabels()) {
                rows.put(model, LabeledRows.read(predictions, model, split.columnValue(), mostRows));
            }
        });
        return rows;
    }

    private static LabeledRows others(Map<String, LabeledRows> rows, String model, String reference) {
        return model.equals(reference) ? null : rows.get(reference);
    }

    private static double temperature(LabeledPredictions validation) {
        return TemperatureScaling.fit(validation.probabilities(), validation.labels());
    }

    /** @param teacher null if the model is not to be compared */
    private SplitStatistics statistics(LabeledRows rows, LabeledRows teacher, Double temperature) {
        LabeledPredictions measured = rows.predictions();
        ClassCounts counts = measured.counts();
        List<Ranking> rankings =
                IntStream.range(0, task.classes()).mapToObj(measured::ranking).toList();
        List<Ranking> averaged = task.classes() == 2 ? rankings.subList(1, 2) : rankings;
        return new SplitStatistics(
                measured.rows(),
                Estimate.byMetric(measured.metrics(), measured.intervals(bootstrap)),
                mean(averaged.stream().mapToDouble(Ranking::rocAuc).toArray()),
                mean(averaged.stream().mapToDouble(Ranking::averagePrecision).toArray()),
                task.classes() <= config.topK() ? null : measured.topKAccuracy(config.topK()),
                teacher == null ? null : divergence(rows.sharedWith(teacher), teacher.sharedWith(rows)),
                temperature,
                CalibrationReport.of(measured, config.calibrationBins()),
                temperature == null
                        ? null
                        : CalibrationReport.of(scaled(measured, temperature), config.calibrationBins()),
                classes(counts, rankings),
                confusion(measured));
    }

    private Map<String, ClassReport> classes(ClassCounts counts, List<Ranking> rankings) {
        Map<String, ClassReport> classes = new LinkedHashMap<>();
        for (int i = 0; i < task.classes(); i++) {
            ClassReport report = ClassReport.of(i, counts, rankings.get(i));
            if (report.f1() != null) {
                classes.put(task.className(i), report);
            }
        }
        return classes;
    }

    private List<SplitStatistics.Confused> confusion(LabeledPredictions measured) {
        Map<Long, Long> counts = IntStream.range(0, measured.rows())
                .mapToObj(i -> (long) measured.labels()[i] * task.classes() + measured.predicted()[i])
                .collect(Collectors.groupingBy(pair -> pair, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(count -> new SplitStatistics.Confused(
                        task.className((int) (count.getKey() / task.classes())),
                        task.className((int) (count.getKey() % task.classes())),
                        count.getValue()))
                .toList();
    }

    private static LabeledPredictions scaled(LabeledPredictions measured, double temperature) {
        int rows = measured.rows();
        float[][] probabilities = new float[rows][];
        double[] logLosses = new double[rows];
        for (int i = 0; i < rows; i++) {
            probabilities[i] = TemperatureScaling.scale(measured.probabilities()[i], temperature);
            logLosses[i] = 0 - Math.log(Math.max(probabilities[i][measured.labels()[i]], Float.MIN_VALUE));
        }
        return LabeledPredictions.of(measured.labels(), probabilities, logLosses);
    }

    private static Double divergence(LabeledRows rows, LabeledRows teacher) {
        OptionalDouble mean = IntStream.range(0, rows.rows().size())
                .mapToDouble(i -> Divergence.klDivergence(
                        Vectors.widen(teacher.rows().get(i).probabilities()),
                        positive(rows.rows().get(i).probabilities())))
                .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    /** A probability that was rounded to 0 would make the mean of all rows infinite. */
    private static double[] positive(float[] probabilities) {
        double[] positive = Vectors.widen(probabilities);
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.max(positive[i], Float.MIN_VALUE);
        }
        return positive;
    }

    private List<ModelComparison> compare(Map<String, LabeledRows> rows, Split split) {
        List<ModelComparison> comparisons = new ArrayList<>();
        rows.forEach((model, read) -> {
            for (String other : List.of(Evaluation.TEACHER, Artifacts.BASELINE)) {
                LabeledRows others = rows.get(other);
                if (others != null
                        && !List.of(Evaluation.TEACHER, Artifacts.BASELINE).contains(model)) {
                    comparisons.add(compare(model, read, other, others, split));
                }
            }
        });
        return comparisons.stream().filter(Objects::nonNull).toList();
    }

    /** Returns null if no example has a prediction of both models. */
    private ModelComparison compare(String model, LabeledRows rows, String other, LabeledRows others, Split split) {
        LabeledRows shared = rows.sharedWith(others);
        return shared.isEmpty()
                ? null
                : ModelComparison.of(
                        model,
                        shared.predictions(),
                        other,
                        others.sharedWith(rows).predictions(),
                        split.columnValue(),
                        bootstrap);
    }

    private static Double mean(double[] values) {
        return Estimate.presentOrNull(Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN));
    }
}
