package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdistill.jobs.report.Axis;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.XyChart;
import io.sparkdistill.jobs.report.XyChart.Series;
import io.sparkdistill.jobs.report.XyChart.Style;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Draws the charts of the report. */
final class ReportCharts {
    private static final int COLORS = 5;
    private static final double[] UNIT = {0, 1};

    private final Evaluation evaluation;
    private final Split split;

    /** @param split whose quality is drawn */
    ReportCharts(Evaluation evaluation, Split split) {
        this.evaluation = evaluation;
        this.split = split;
    }

    /** Draws accuracy against size and against speed. */
    List<XyChart> trade() {
        return Stream.of(
                        trade("Accuracy against size", "bytes", cost -> cost.bytes()),
                        trade("Accuracy against speed", "rows per second", ModelCost::rowsPerSecond))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Draws accuracy against size and against speed, with a line through the models that no other beats in both. */
    List<XyChart> tradeWithFront() {
        List<XyChart> charts = new ArrayList<>();
        List<XyChart> plain = trade();
        for (XyChart chart : plain) {
            boolean smallIsGood = chart.x().title().equals("bytes");
            List<Series> series = new ArrayList<>(chart.series());
            series.add(0, front(chart.series(), smallIsGood ? 1 : -1));
            charts.add(new XyChart(chart.title(), chart.description(), chart.x(), chart.y(), series));
        }
        return charts;
    }

    /** @param direction 1 if a small x is good, -1 if a large one is */
    private static Series front(List<Series> models, int direction) {
        List<Series> best = models.stream()
                .filter(one -> models.stream()
                        .noneMatch(other -> other.ys()[0] >= one.ys()[0]
                                && direction * (one.xs()[0] - other.xs()[0]) >= 0
                                && (other.ys()[0] > one.ys()[0] || other.xs()[0] != one.xs()[0])))
                .sorted(Comparator.comparingDouble(one -> one.xs()[0]))
                .toList();
        return new Series("not beaten in both", Style.GUIDE, 5, values(best, Series::xs), values(best, Series::ys));
    }

    private Optional<XyChart> trade(String title, String axis, ToDoubleFunction<ModelCost> cost) {
        List<Series> series = new ArrayList<>();
        evaluation.models().forEach((model, report) -> {
            SplitMetrics metrics = report.metrics(split);
            if (metrics != null && metrics.hasLabels() && cost.applyAsDouble(report.cost()) > 0) {
                series.add(new Series(
                        model,
                        Style.POINTS,
                        color(model),
                        new double[] {cost.applyAsDouble(report.cost())},
                        new double[] {metrics.accuracy()}));
            }
        });
        return series.isEmpty()
                ? Optional.empty()
                : Optional.of(new XyChart(
                        title,
                        "%s: %s".formatted(title, points(series, axis)),
                        Axis.logarithmic(axis, values(series, Series::xs)),
                        Axis.around(split.columnValue() + " accuracy", values(series, Series::ys)),
                        series));
    }

    /** Draws training loss and validation score by epoch. */
    List<XyChart> learning(Map<String, JsonNode> trainings) {
        List<Series> losses = new ArrayList<>();
        List<Series> scores = new ArrayList<>();
        trainings.forEach((model, training) -> {
            addCurve(losses, model, training, "/trainLoss");
            addCurve(scores, model, training, "/validation/accuracy");
            addCurve(scores, model, training, "/validation/agreement");
        });
        return Stream.of(curves("Training loss", "loss", losses), curves("Validation score", "share right", scores))
                .flatMap(Optional::stream)
                .toList();
    }

    private void addCurve(List<Series> series, String model, JsonNode training, String pointer) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (JsonNode epoch : training.path("epochs")) {
            if (epoch.at(pointer).isNumber()) {
                xs.add(epoch.path("epoch").asDouble());
                ys.add(epoch.at(pointer).asDouble());
            }
        }
        if (!xs.isEmpty()) {
            series.add(new Series(model, Style.LINE, color(model), array(xs), array(ys)));
        }
    }

    private static Optional<XyChart> curves(String title, String axis, List<Series> series) {
        return series.isEmpty()
                ? Optional.empty()
                : Optional.of(new XyChart(
                        title + " by epoch",
                        title + " by epoch: " + ends(series),
                        Axis.linear("epoch", 1, max(values(series, Series::xs))),
                        Axis.around(axis, values(series, Series::ys)),
                        series));
    }

    /** Draws one reliability diagram per model, before and after temperature scaling. */
    List<XyChart> reliability() {
        List<XyChart> charts = new ArrayList<>();
        evaluation.models().forEach((model, report) -> {
            SplitMetrics metrics = report.metrics(split);
            if (metrics != null && metrics.statistics() != null) {
                charts.add(reliability(model, metrics.statistics()));
            }
        });
        return charts;
    }

    private XyChart reliability(String model, SplitStatistics statistics) {
        List<Series> series = new ArrayList<>(List.of(
                new Series("perfect", Style.GUIDE, 5, UNIT, UNIT), bins("as it is", 0, statistics.calibration())));
        if (statistics.scaledCalibration() != null) {
            String name = "at temperature " + Figures.decimals(statistics.temperature(), 2);
            series.add(bins(name, 1, statistics.scaledCalibration()));
        }
        String error = "expected calibration error "
                + Figures.measure(statistics.calibration().ece());
        return new XyChart(
                "%s, %s".formatted(model, split.columnValue()),
                "Reliability of %s: %s".formatted(model, error),
                Axis.linear("confidence", 0, 1),
                Axis.linear("accuracy", 0, 1),
                series);
    }

    private static Series bins(String name, int color, CalibrationReport calibration) {
        return new Series(
                name,
                Style.LINE,
                color,
                calibration.bins().stream()
                        .mapToDouble(CalibrationReport.Bin::confidence)
                        .toArray(),
                calibration.bins().stream()
                        .mapToDouble(CalibrationReport.Bin::accuracy)
                        .toArray());
    }

    /** Draws the entropy of the soft targets against their temperature. */
    static List<XyChart> entropy(SoftTargetReport targets, int classes) {
        if (targets.temperatures().size() < 2) {
            return List.of();
        }
        double[] xs = targets.temperatures().stream()
                .mapToDouble(SoftTargetReport.Temperature::temperature)
                .toArray();
        double[] ys = targets.temperatures().stream()
                .mapToDouble(SoftTargetReport.Temperature::entropy)
                .toArray();
        double most = Math.log(classes);
        Series mean = new Series("mean entropy", Style.LINE, 0, xs, ys);
        Series limit = new Series(
                "uniform: ln " + classes, Style.GUIDE, 5, new double[] {xs[0], xs[xs.length - 1]}, new double[] {
                    most, most
                });
        return List.of(new XyChart(
                "Entropy of the soft targets against temperature",
                "Mean entropy: " + ends(List.of(mean)),
                Axis.linear("temperature", xs[0], xs[xs.length - 1]),
                Axis.linear("entropy, nats", 0, most * 1.05),
                List.of(limit, mean)));
    }

    /** Returns the color of a model, which is the same in all charts. */
    private int color(String model) {
        return List.copyOf(evaluation.models().keySet()).indexOf(model) % COLORS;
    }

    private static String points(List<Series> series, String axis) {
        return String.join(
                "; ",
                series.stream()
                        .map(one -> "%s %s at %s %s"
                                .formatted(
                                        one.name(), Figures.measure(one.ys()[0]), Figures.shortened(one.xs()[0]), axis))
                        .toList());
    }

    private static String ends(List<Series> series) {
        return String.join(
                "; ",
                series.stream()
                        .map(one -> "%s from %s to %s"
                                .formatted(
                                        one.name(),
                                        Figures.measure(one.ys()[0]),
                                        Figures.measure(one.ys()[one.ys().length - 1])))
                        .toList());
    }

    private static double[] values(List<Series> series, Function<Series, double[]> coordinate) {
        return series.stream().map(coordinate).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double max(double... values) {
        return Arrays.stream(values).max().orElse(1);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }
}
