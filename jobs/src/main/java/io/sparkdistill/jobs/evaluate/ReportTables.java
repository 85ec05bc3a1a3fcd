package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.HtmlTable;
import io.sparkdistill.jobs.report.HtmlTable.Cell;
import io.sparkdistill.statistics.Metric;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the tables of the report that show figures of {@code metrics.json}. */
final class ReportTables {
    /** A confusion matrix of more classes is shown as a list of the most frequent errors. */
    private static final int MOST_CLASSES = 15;

    private static final int MOST_ERRORS = 30;
    private static final String MODELS = "models";
    private static final String STATISTICS = "statistics";

    private final Evaluation evaluation;
    private final Optional<Double> pricePerCoreHour;

    /** @param pricePerCoreHour in any currency; empty if it is unknown */
    ReportTables(Evaluation evaluation, Optional<Double> pricePerCoreHour) {
        this.evaluation = evaluation;
        this.pricePerCoreHour = pricePerCoreHour;
    }

    /** Receives every model and split that has examples. */
    private interface Visitor {
        void visit(String model, Split split, SplitMetrics metrics);
    }

    private void visit(Visitor visitor) {
        for (Split split : List.of(Split.TEST, Split.VALIDATION)) {
            evaluation.models().forEach((model, report) -> {
                SplitMetrics metrics = report.metrics(split);
                if (metrics != null) {
                    visitor.visit(model, split, metrics);
                }
            });
        }
    }

    HtmlTable quality() {
        HtmlTable table = new HtmlTable(
                "Accuracy with its 95 % interval, and further measures of the predicted classes",
                "model",
                "split",
                "rows",
                "accuracy",
                "",
                "lower",
                "upper",
                "balanced accuracy",
                "macro-F1",
                "MCC",
                "agrees with teacher");
        double low = lowest();
        visit((model, split, metrics) -> table.row(
                Cell.text(model),
                Cell.text(split.columnValue()),
                Cell.count(metrics.rows()),
                Cell.measure(metrics.accuracy()).from(path(model, split, "accuracy")),
                bar(metrics, low),
                estimate(model, split, metrics, Metric.ACCURACY, "lower"),
                estimate(model, split, metrics, Metric.ACCURACY, "upper"),
                estimate(model, split, metrics, Metric.BALANCED_ACCURACY, "value"),
                Cell.measure(metrics.macroF1()).from(path(model, split, "macro-f1")),
                estimate(model, split, metrics, Metric.MATTHEWS_CORRELATION, "value"),
                Cell.measure(metrics.agreement()).from(path(model, split, "agreement"))));
        return table;
    }

    HtmlTable probabilities() {
        HtmlTable table = new HtmlTable(
                "Measures of the probabilities, before and after temperature scaling",
                "model",
                "split",
                "ROC-AUC",
                "average precision",
                "top-k accuracy",
                "NLL",
                "Brier",
                "ECE",
                "MCE",
                "temperature",
                "NLL scaled",
                "ECE scaled",
                "MCE scaled",
                "KL to teacher");
        visit((model, split, metrics) -> {
            SplitStatistics statistics = metrics.statistics();
            if (statistics != null) {
                CalibrationReport scaled = statistics.scaledCalibration();
                String[] after = {STATISTICS, "calibration-scaled"};
                table.row(
                        Cell.text(model),
                        Cell.text(split.columnValue()),
                        Cell.measure(statistics.rocAuc()).from(path(model, split, STATISTICS, "roc-auc")),
                        Cell.measure(statistics.averagePrecision())
                                .from(path(model, split, STATISTICS, "average-precision")),
                        Cell.measure(statistics.topKAccuracy()).from(path(model, split, STATISTICS, "top-k-accuracy")),
                        Cell.measure(metrics.nll()).from(path(model, split, "nll")),
                        Cell.measure(statistics.calibration().brier())
                                .from(path(model, split, STATISTICS, "calibration", "brier")),
                        Cell.measure(metrics.ece()).from(path(model, split, "ece")),
                        Cell.measure(statistics.calibration().mce())
                                .from(path(model, split, STATISTICS, "calibration", "mce")),
                        Cell.measure(statistics.temperature()).from(path(model, split, STATISTICS, "temperature")),
                        Cell.measure(scaled == null ? null : scaled.nll())
                                .from(path(model, split, after[0], after[1], "nll")),
                        Cell.measure(scaled == null ? null : scaled.ece())
                                .from(path(model, split, after[0], after[1], "ece")),
                        Cell.measure(scaled == null ? null : scaled.mce())
                                .from(path(model, split, after[0], after[1], "mce")),
                        Cell.measure(statistics.klToTeacher()).from(path(model, split, STATISTICS, "kl-to-teacher")));
            }
        });
        return table;
    }

    /** @param caption says which models are tested against which */
    HtmlTable tests(String caption) {
        HtmlTable table = new HtmlTable(
                caption,
                "model",
                "against",
                "split",
                "rows",
                "difference of accuracy",
                "lower",
                "upper",
                "only model right",
                "only other right",
                "McNemar p");
        List<ModelComparison> comparisons = evaluation.comparisons();
        for (int i = 0; i < comparisons.size(); i++) {
            ModelComparison each = comparisons.get(i);
            Estimate accuracy = each.differences().get(Metric.ACCURACY.fieldName());
            String[] path = {"comparisons", Integer.toString(i), "differences", Metric.ACCURACY.fieldName()};
            table.row(
                    Cell.text(each.model()),
                    Cell.text(each.other()),
                    Cell.text(each.split()),
                    Cell.count(each.rows()),
                    Cell.measure(accuracy.value()).from(path[0], path[1], path[2], path[3], "value"),
                    Cell.measure(accuracy.lower()).from(path[0], path[1], path[2], path[3], "lower"),
                    Cell.measure(accuracy.upper()).from(path[0], path[1], path[2], path[3], "upper"),
                    Cell.count(each.onlyModelCorrect()),
                    Cell.count(each.onlyOtherCorrect()),
                    Cell.number(each.pValue(), Figures.pValue(each.pValue())));
        }
        return table;
    }

    HtmlTable costs() {
        List<String> header = new ArrayList<>(List.of("model", "parameters", "bytes", "precomputed bytes", "rows/s"));
        pricePerCoreHour.ifPresent(price -> header.add("price per million rows"));
        HtmlTable table = new HtmlTable(
                "Size and speed; speed on one thread of the driver"
                        + pricePerCoreHour
                                .map(price -> ", priced at %s per core and hour".formatted(Figures.significant(price)))
                                .orElse(""),
                header.toArray(String[]::new));
        evaluation.models().forEach((model, report) -> table.row(costs(model, report.cost())));
        return table;
    }

    private Cell[] costs(String model, ModelCost cost) {
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.text(model),
                Cell.count(cost.parameters()),
                Cell.number((double) cost.bytes(), Figures.bytes(cost.bytes())),
                Cell.number((double) cost.precomputedBytes(), Figures.bytes(cost.precomputedBytes())),
                Cell.number(cost.rowsPerSecond(), Figures.count(Math.round(cost.rowsPerSecond())))));
        pricePerCoreHour.ifPresent(perHour -> {
            double price = perHour * 1e6 / cost.rowsPerSecond() / 3600;
            cells.add(Cell.number(price, Figures.significant(price)));
        });
        return cells.toArray(Cell[]::new);
    }

    /** Returns mean and standard deviation over the students of several seeds. */
    HtmlTable seeds() {
        HtmlTable table = new HtmlTable(
                "Students that differ only in their seed", "metric", "split", "students", "mean", "standard deviation");
        List<SeedSummary> seeds = evaluation.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            SeedSummary each = seeds.get(i);
            String place = Integer.toString(i);
            table.row(
                    Cell.text(each.metric()),
                    Cell.text(each.split()),
                    Cell.count(each.students()),
                    Cell.measure(each.mean()).from("seeds", place, "mean"),
                    Cell.measure(each.deviation()).from("seeds", place, "standard-deviation"));
        }
        return table;
    }

    /** Returns the quality by class of every model on one split. */
    HtmlTable classes(Split split) {
        HtmlTable table = new HtmlTable(
                "Quality by class, each against all others, on " + split.columnValue() + " examples",
                "class",
                "model",
                "rows",
                "precision",
                "recall",
                "F1",
                "ROC-AUC",
                "average precision");
        evaluation.models().forEach((model, report) -> statistics(report, split).forEach(statistics -> statistics
                .classes()
                .forEach((name, quality) -> table.row(
                        Cell.sample(name),
                        Cell.text(model),
                        Cell.count(quality.rows()),
                        Cell.measure(quality.precision()),
                        Cell.measure(quality.recall()),
                        Cell.measure(quality.f1()),
                        Cell.measure(quality.rocAuc()),
                        Cell.measure(quality.averagePrecision())))));
        return table;
    }

    /** Returns one confusion matrix per model, or a list of the most frequent errors where there are many classes. */
    List<HtmlTable> confusions(Split split) {
        List<HtmlTable> tables = new ArrayList<>();
        evaluation.models().forEach((model, report) -> statistics(report, split)
                .forEach(statistics -> tables.add(
                        statistics.classes().size() <= MOST_CLASSES
                                ? matrix(model, split, statistics)
                                : errors(model, split, statistics))));
        return tables;
    }

    private static HtmlTable matrix(String model, Split split, SplitStatistics statistics) {
        List<String> names =
                List.copyOf(new LinkedHashSet<>(statistics.classes().keySet()));
        HtmlTable table = new HtmlTable(
                "%s, %s".formatted(model, split.columnValue()),
                Stream.concat(Stream.of("label"), names.stream()).toArray(String[]::new));
        Map<String, Map<String, Long>> counts = statistics.confusion().stream()
                .collect(Collectors.groupingBy(
                        SplitStatistics.Confused::label,
                        TreeMap::new,
                        Collectors.toMap(SplitStatistics.Confused::predicted, SplitStatistics.Confused::rows)));
        for (String label : names) {
            Map<String, Long> row = counts.getOrDefault(label, Map.of());
            double rows =
                    Math.max(1, row.values().stream().mapToLong(count -> count).sum());
            table.row(Stream.concat(
                            Stream.of(Cell.sample(label)),
                            names.stream()
                                    .map(predicted -> row.getOrDefault(predicted, 0L))
                                    .map(count -> Cell.count(count).heated(count / rows)))
                    .toArray(Cell[]::new));
        }
        return table;
    }

    private static HtmlTable errors(String model, Split split, SplitStatistics statistics) {
        HtmlTable table = new HtmlTable(
                "%s, %s: the most frequent errors".formatted(model, split.columnValue()), "label", "predicted", "rows");
        statistics.confusion().stream()
                .filter(pair -> !pair.label().equals(pair.predicted()))
                .sorted(Comparator.comparingLong(SplitStatistics.Confused::rows).reversed())
                .limit(MOST_ERRORS)
                .forEach(pair ->
                        table.row(Cell.sample(pair.label()), Cell.sample(pair.predicted()), Cell.count(pair.rows())));
        return table;
    }

    private static Stream<SplitStatistics> statistics(ModelReport report, Split split) {
        return Stream.ofNullable(report.metrics(split))
                .map(SplitMetrics::statistics)
                .filter(Objects::nonNull);
    }

    private static Cell bar(SplitMetrics metrics, double low) {
        if (metrics.statistics() == null) {
            return Cell.text("");
        }
        Estimate accuracy = metrics.statistics().estimates().get(Metric.ACCURACY.fieldName());
        return Cell.bar(accuracy.value(), accuracy.lower(), accuracy.upper(), low, 1);
    }

    /** Returns the beginning of the axis on which intervals are drawn. */
    private double lowest() {
        double[] lowest = {1};
        visit((model, split, metrics) -> {
            if (metrics.statistics() != null) {
                Estimate accuracy = metrics.statistics().estimates().get(Metric.ACCURACY.fieldName());
                lowest[0] = Math.min(lowest[0], accuracy.lower());
            }
        });
        return Math.max(0, lowest[0] - 0.1 * (1 - lowest[0]));
    }

    private static Cell estimate(String model, Split split, SplitMetrics metrics, Metric metric, String field) {
        if (metrics.statistics() == null) {
            return Cell.measure(null);
        }
        Estimate estimate = metrics.statistics().estimates().get(metric.fieldName());
        Double value =
                switch (field) {
                    case "lower" -> estimate.lower();
                    case "upper" -> estimate.upper();
                    default -> estimate.value();
                };
        return Cell.measure(value).from(path(model, split, STATISTICS, "estimates", metric.fieldName(), field));
    }

    private static String[] path(String model, Split split, String... fields) {
        return Stream.concat(Stream.of(MODELS, model, split.columnValue()), Stream.of(fields))
                .toArray(String[]::new);
    }
}
