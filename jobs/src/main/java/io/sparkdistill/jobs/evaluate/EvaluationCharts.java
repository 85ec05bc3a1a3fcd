package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.distill.Calibration;
import io.sparkdistill.jobs.report.Charts;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the charts of an evaluation. */
final class EvaluationCharts {
    private EvaluationCharts() {}

    /** Draws the accuracy of every model on every split with labels. */
    static byte[] accuracy(Evaluation evaluation) {
        return shares(evaluation, "Accuracy", "share of right predictions", SplitMetrics::accuracy);
    }

    /** Draws the agreement of every other model with the teacher, on every split. */
    static byte[] agreement(Evaluation evaluation) {
        Map<String, ModelReport> others = new LinkedHashMap<>(evaluation.models());
        others.remove(Evaluation.TEACHER);
        return shares(
                new Evaluation(others, List.of()),
                "Agreement with the teacher",
                "share of predictions that are the teacher's",
                SplitMetrics::agreement);
    }

    private static byte[] shares(
            Evaluation evaluation, String title, String axis, Function<SplitMetrics, Double> measure) {
        CategoryChart chart = Charts.barChart(title, axis);
        chart.getStyler().setYAxisMax(1.0);
        chart.getStyler().setYAxisDecimalPattern("0.0#");
        addSplit(chart, evaluation, Split.VALIDATION, ModelReport::validation, measure);
        addSplit(chart, evaluation, Split.TEST, ModelReport::test, measure);
        return Charts.png(chart);
    }

    private static void addSplit(
            CategoryChart chart,
            Evaluation evaluation,
            Split split,
            Function<ModelReport, SplitMetrics> metrics,
            Function<SplitMetrics, Double> measure) {
        List<String> names = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        evaluation.models().forEach((name, report) -> Optional.ofNullable(metrics.apply(report))
                .map(measure)
                .ifPresent(share -> {
                    names.add(name);
                    shares.add(share);
                }));
        if (!names.isEmpty()) {
            chart.addSeries(split.columnValue(), names, shares);
        }
    }

    /** Draws a reliability diagram: the accuracy of each model by its confidence. */
    static byte[] calibration(Map<String, Calibration> calibrations) {
        XYChart chart =
                Charts.xyChart("Reliability: below the diagonal a model is overconfident", "confidence", "accuracy");
        chart.addSeries("perfect", new double[] {0, 1}, new double[] {0, 1}).setMarker(SeriesMarkers.NONE);
        calibrations.forEach((model, calibration) -> addCurve(chart, model, calibration));
        return Charts.png(chart);
    }

    private static void addCurve(XYChart chart, String model, Calibration calibration) {
        List<Double> confidences = new ArrayList<>();
        List<Double> accuracies = new ArrayList<>();
        for (Calibration.Bin bin : calibration.bins()) {
            if (bin.rows() > 0) {
                confidences.add(bin.confidence());
                accuracies.add(bin.accuracy());
            }
        }
        chart.addSeries(model, confidences, accuracies);
    }
}
