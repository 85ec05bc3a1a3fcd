package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.report.Charts;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

/** Draws the learning curve of a training: training loss and validation score by epoch. */
final class LearningCurve {
    private LearningCurve() {}

    static byte[] png(StudentSummary student) {
        XYChart chart =
                Charts.xyChart("%s: best epoch %d".formatted(student.name(), student.bestEpoch()), "epoch", "loss");
        chart.getStyler().setXAxisDecimalPattern("0");
        String measure = student.best().validation().measure();
        chart.setYAxisGroupTitle(1, measure);
        chart.getStyler().setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
        List<EpochReport> epochs = student.epochs();
        double[] numbers = epochs.stream().mapToDouble(EpochReport::epoch).toArray();
        double[] losses = epochs.stream().mapToDouble(EpochReport::trainLoss).toArray();
        chart.addSeries("training loss", numbers, losses);
        if (epochs.stream().allMatch(epoch -> epoch.validation().isPresent())) {
            double[] shares = epochs.stream()
                    .mapToDouble(epoch -> epoch.validation().share())
                    .toArray();
            chart.addSeries(measure, numbers, shares).setYAxisGroup(1);
        }
        return Charts.png(chart);
    }
}
