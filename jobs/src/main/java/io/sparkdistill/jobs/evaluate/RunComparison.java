package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.statistics.Bootstrap;
import io.sparkdistill.statistics.Metric;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * A run comparison holds the students of several runs as the models of one evaluation, with tests between them.
 *
 * @param runs in the order in which they were named
 * @param evaluation with one model per run, under the name of the run
 * @param split by which runs are ranked
 */
public record RunComparison(List<ComparedRun> runs, Evaluation evaluation, Split split) {
    private static final int RESAMPLES = 1000;
    private static final long SEED = 42;
    private static final int MOST_ROWS = 50_000;
    private static final int MOST_PROBABILITIES = 10_000_000;
    /** Of more runs each is tested against the first one only. */
    private static final int MOST_PAIRED = 8;

    private static final List<String> PLACES = List.of("output", "logits", "sweep", "data", "models");

    public RunComparison {
        runs = List.copyOf(runs);
    }

    /**
     * Reads the metrics of the runs, and tests each pair of students on the examples that both have predicted. Runs are
     * ranked by the test examples, if all have labels there, or else by the validation examples.
     *
     * @throws InputException if there are fewer than two runs
     */
    public static RunComparison of(List<ComparedRun> runs, SparkSession spark) {
        if (runs.size() < 2) {
            throw new InputException("Cannot compare %d runs: name at least two".formatted(runs.size()));
        }
        Map<String, ModelReport> models = new LinkedHashMap<>();
        runs.forEach(run -> models.put(run.name(), run.student()));
        List<ModelComparison> comparisons = new ArrayList<>();
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            comparisons.addAll(compare(runs, models, spark, split));
        }
        boolean tested = models.values().stream()
                .allMatch(report -> report.test() != null && report.test().hasLabels());
        return new RunComparison(
                runs,
                new Evaluation(models, List.of(), comparisons, List.of()),
                tested ? Split.TEST : Split.VALIDATION);
    }

    /** Returns this comparison with runs that are ranked by another split. */
    public RunComparison by(Split other) {
        return new RunComparison(runs, evaluation, other);
    }

    private static List<ModelComparison> compare(
            List<ComparedRun> runs, Map<String, ModelReport> models, SparkSession spark, Split split) {
        Map<String, LabeledRows> rows = new LinkedHashMap<>();
        for (ComparedRun run : runs) {
            SplitMetrics metrics = models.get(run.name()).metrics(split);
            if (metrics != null && metrics.hasLabels()) {
                int classes = Math.max(2, metrics.recall().size());
                rows.put(run.name(), run.rows(spark, split, Math.min(MOST_ROWS, MOST_PROBABILITIES / classes)));
            }
        }
        List<String> names = List.copyOf(rows.keySet());
        List<ModelComparison> comparisons = new ArrayList<>();
        for (int one = 0; one < names.size(); one++) {
            int others = names.size() > MOST_PAIRED ? Math.min(one, 1) : one;
            for (int other = 0; other < others; other++) {
                compare(names.get(one), names.get(other), rows, split).ifPresent(comparisons::add);
            }
        }
        return comparisons;
    }

    /** Returns nothing if no example has a prediction of both. */
    private static Optional<ModelComparison> compare(
            String model, String other, Map<String, LabeledRows> rows, Split split) {
        LabeledRows shared = rows.get(model).sharedWith(rows.get(other));
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(ModelComparison.of(
                        model,
                        shared.predictions(),
                        other,
                        rows.get(other).sharedWith(rows.get(model)).predictions(),
                        split.columnValue(),
                        new Bootstrap(RESAMPLES, SEED)));
    }

    /** Returns the quality that a run is ranked by: accuracy, or agreement with the teacher without labels. */
    Optional<Double> quality(String name) {
        return Optional.ofNullable(evaluation.models().get(name).metrics(split()))
                .map(metrics -> metrics.hasLabels() ? metrics.accuracy() : metrics.agreement());
    }

    /** Returns the runs for which no other is at least as accurate, as small and as fast, and better in one of these. */
    List<String> front() {
        return evaluation.models().keySet().stream()
                .filter(name -> quality(name).isPresent())
                .filter(name -> evaluation.models().keySet().stream().noneMatch(other -> dominates(other, name)))
                .toList();
    }

    private boolean dominates(String one, String other) {
        if (quality(one).isEmpty()) {
            return false;
        }
        ModelCost cost = evaluation.models().get(one).cost();
        ModelCost others = evaluation.models().get(other).cost();
        int quality = Double.compare(quality(one).orElseThrow(), quality(other).orElseThrow());
        int size = Long.compare(others.bytes(), cost.bytes());
        int speed = Double.compare(cost.rowsPerSecond(), others.rowsPerSecond());
        return quality >= 0 && size >= 0 && speed >= 0 && quality + size + speed > 0;
    }

    /** Returns the values of the settings that differ, by key: one per run, in order; null for an absent one. */
    SortedMap<String, List<String>> differences() {
        List<SortedMap<String, String>> settings =
                runs.stream().map(ComparedRun::settings).toList();
        SortedMap<String, List<String>> differing = new TreeMap<>();
        settings.stream()
                .flatMap(each -> each.keySet().stream())
                .distinct()
                .filter(key -> PLACES.stream().noneMatch(place -> key.equals(place) || key.startsWith(place + ".")))
                .forEach(key -> {
                    List<String> values = new ArrayList<>();
                    settings.forEach(each -> values.add(each.get(key)));
                    if (values.stream().distinct().count() > 1) {
                        differing.put(key, values);
                    }
                });
        return differing;
    }

    /** Describes in words which run is best. */
    List<String> verdict() {
        List<String> sentences = new ArrayList<>();
        Optional<String> best = evaluation.models().keySet().stream()
                .filter(name -> quality(name).isPresent())
                .max(Comparator.comparingDouble(name -> quality(name).orElseThrow()));
        best.ifPresent(name -> {
            SplitMetrics metrics = evaluation.models().get(name).metrics(split());
            sentences.add(
                    metrics.hasLabels()
                            ? "On %s examples %s is the most accurate: it is right in %s%s."
                                    .formatted(
                                            split().columnValue(),
                                            name,
                                            Figures.percent(metrics.accuracy()),
                                            interval(metrics))
                            : "Without labels, %s agrees most with its teacher: in %s."
                                    .formatted(name, Figures.percent(metrics.agreement())));
            evaluation.comparisons().stream()
                    .filter(each -> each.split().equals(split().columnValue()))
                    .filter(each -> each.model().equals(name) || each.other().equals(name))
                    .forEach(each -> sentences.add(Verdict.between(each, name)));
        });
        List<String> front = front();
        if (!front.isEmpty()) {
            sentences.add(
                    front.size() == 1
                            ? "%s is at least as accurate, as small and as fast as every other.".formatted(front.get(0))
                            : "No other is at least as accurate, as small and as fast as %s."
                                    .formatted(String.join("; ", front)));
        }
        return sentences;
    }

    private static String interval(SplitMetrics metrics) {
        if (metrics.statistics() == null) {
            return "";
        }
        Estimate accuracy = metrics.statistics().estimates().get(Metric.ACCURACY.fieldName());
        return " (95 %% interval %s to %s)"
                .formatted(Figures.percent(accuracy.lower()), Figures.percent(accuracy.upper()));
    }

    /** Returns the tables and the verdict for the terminal. */
    public String summary() {
        TextTable quality = new TextTable(
                "compare", "split", "rows", "accuracy, 95 %", "macro-F1", "NLL", "bytes", "rows/s", "front");
        List<String> front = front();
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            evaluation.models().forEach((name, report) -> {
                SplitMetrics metrics = report.metrics(split);
                if (metrics != null) {
                    quality.row(
                            name,
                            split.columnValue(),
                            metrics.rows(),
                            metrics.hasLabels()
                                    ? Figures.measure(metrics.accuracy())
                                            + interval(metrics).replace("95 % interval ", "")
                                    : Figures.ABSENT,
                            Figures.measure(metrics.macroF1()),
                            Figures.measure(metrics.nll()),
                            Figures.bytes(report.cost().bytes()),
                            Figures.count(Math.round(report.cost().rowsPerSecond())),
                            front.contains(name) ? "yes" : "");
                }
            });
        }
        List<String> header = new ArrayList<>(List.of("setting"));
        evaluation.models().keySet().forEach(header::add);
        TextTable settings = new TextTable(header.toArray(String[]::new));
        SortedMap<String, List<String>> differences = differences();
        differences.forEach((key, values) -> {
            List<Object> row = new ArrayList<>(List.of(key));
            values.forEach(value -> row.add(Objects.requireNonNullElse(value, Figures.ABSENT)));
            settings.row(row.toArray());
        });
        return String.join(
                System.lineSeparator(),
                quality.toString(),
                differences.isEmpty() ? "No setting differs." : settings.toString(),
                String.join(System.lineSeparator(), verdict()));
    }
}
