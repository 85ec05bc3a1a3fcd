package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.job.Pictures;
import io.sparkdistill.jobs.sweep.Comparison.Row;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** The pictures of a comparison. */
final class ComparisonCharts {
    private static final String ACCURACY = "share of right predictions";
    private static final String ACCURACY_PATTERN = "0.0##";
    /** Degrees: the names of many variants have no room side by side. */
    private static final int NAME_ROTATION = 20;

    private ComparisonCharts() {}

    /** Accuracy, a bar a student. */
    static byte[] accuracy(List<Row> rows) {
        CategoryChart chart = Pictures.bars("Accuracy of the students", ACCURACY);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisDecimalPattern(ACCURACY_PATTERN);
        chart.getStyler().setXAxisLabelRotation(NAME_ROTATION);
        double lowest =
                rows.stream().mapToDouble(ComparisonCharts::accuracy).min().orElse(0);
        chart.getStyler().setYAxisMin(Math.max(0, Math.floor(lowest * 20) / 20 - 0.05));
        chart.addSeries(
                "student",
                rows.stream().map(Row::name).toList(),
                rows.stream().map(ComparisonCharts::accuracy).toList());
        return Pictures.png(chart);
    }

    /** Accuracy against speed, a point a student: what is above and to the right of another one is better in both. */
    static byte[] speed(List<Row> rows) {
        XYChart chart = Pictures.points("Accuracy and speed of the students", "rows/s on one thread", ACCURACY);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        chart.getStyler().setYAxisDecimalPattern(ACCURACY_PATTERN);
        chart.getStyler().setMarkerSize(12);
        // The axis names powers of ten alone: it ends at two of them.
        DoubleSummaryStatistics powers =
                rows.stream().mapToDouble(row -> Math.log10(rowsPerSecond(row))).summaryStatistics();
        chart.getStyler().setXAxisMin(Math.pow(10, Math.floor(powers.getMin())));
        chart.getStyler().setXAxisMax(Math.pow(10, Math.ceil(powers.getMax())));
        for (Row row : rows) {
            chart.addSeries(row.name(), new double[] {rowsPerSecond(row)}, new double[] {accuracy(row)});
        }
        return Pictures.png(chart);
    }

    private static double rowsPerSecond(Row row) {
        return row.report().cost().rowsPerSecond();
    }

    private static double accuracy(Row row) {
        return row.shown().accuracy();
    }
}
