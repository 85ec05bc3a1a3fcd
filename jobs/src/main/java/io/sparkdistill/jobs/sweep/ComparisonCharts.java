package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.report.Charts;
import io.sparkdistill.jobs.sweep.Comparison.Row;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/**
 * Draws the charts of a comparison. Students are compared by accuracy if every one has it, else by agreement with the
 * teacher.
 *
 * @param rows students, all of which have the measure
 * @param title of the measure
 * @param axis label of the axis of the measure
 * @param measure of a student, from 0 to 1
 */
record ComparisonCharts(List<Row> rows, String title, String axis, ToDoubleFunction<Row> measure) {
    private static final String SHARE_PATTERN = "0.0##";
    /** Rotation of the names in degrees, since the names of many variants do not fit next to each other. */
    private static final int NAME_ROTATION = 20;

    ComparisonCharts {
        rows = List.copyOf(rows);
    }

    /** Returns the charts of the students that were evaluated; empty if there are none. */
    static Optional<ComparisonCharts> of(List<Row> students) {
        List<Row> measured =
                students.stream().filter(row -> row.report() != null).toList();
        List<Row> labeled =
                measured.stream().filter(row -> row.labeled().isPresent()).toList();
        List<Row> compared =
                measured.stream().filter(row -> row.besideTeacher().isPresent()).toList();
        if (labeled.isEmpty() && compared.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                labeled.size() == measured.size() || compared.isEmpty()
                        ? new ComparisonCharts(labeled, "Accuracy", "share of right predictions", row -> row.labeled()
                                .orElseThrow()
                                .accuracy())
                        : new ComparisonCharts(
                                compared,
                                "Agreement with the teacher",
                                "share of predictions that are the teacher's",
                                row -> row.besideTeacher().orElseThrow().agreement()));
    }

    /** Draws the measure, one bar per student. */
    byte[] quality() {
        CategoryChart chart = Charts.barChart(title + " of the students", axis);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisDecimalPattern(SHARE_PATTERN);
        chart.getStyler().setXAxisLabelRotation(NAME_ROTATION);
        double lowest = rows.stream().mapToDouble(measure).min().orElse(0);
        chart.getStyler().setYAxisMin(Math.max(0, Math.floor(lowest * 20) / 20 - 0.05));
        chart.addSeries(
                "student",
                rows.stream().map(Row::name).toList(),
                rows.stream().map(measure::applyAsDouble).toList());
        return Charts.png(chart);
    }

    /**
     * Draws the measure by speed, one point per student. A point above and to the right of another is better in both.
     */
    byte[] speed() {
        XYChart chart = Charts.xyChart(title + " and speed of the students", "rows/s on one thread", axis);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        chart.getStyler().setYAxisDecimalPattern(SHARE_PATTERN);
        chart.getStyler().setMarkerSize(12);
        // The axis has labels at powers of ten only, so it starts and ends at one.
        DoubleSummaryStatistics powers =
                rows.stream().mapToDouble(row -> Math.log10(rowsPerSecond(row))).summaryStatistics();
        chart.getStyler().setXAxisMin(Math.pow(10, Math.floor(powers.getMin())));
        chart.getStyler().setXAxisMax(Math.pow(10, Math.ceil(powers.getMax())));
        for (Row row : rows) {
            chart.addSeries(row.name(), new double[] {rowsPerSecond(row)}, new double[] {measure.applyAsDouble(row)});
        }
        return Charts.png(chart);
    }

    private static double rowsPerSecond(Row row) {
        return row.rowsPerSecond().orElseThrow();
    }
}
