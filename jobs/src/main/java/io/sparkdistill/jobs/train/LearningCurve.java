package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.job.Pictures;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

/** A picture of a training: loss and validation by epoch. */
final class LearningCurve {
    private LearningCurve() {}

    static byte[] png(StudentSummary student) {
        XYChart chart =
                Pictures.points("%s: best epoch %d".formatted(student.name(), student.bestEpoch()), "epoch", "loss");
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.setYAxisGroupTitle(1, "validation accuracy");
        chart.getStyler().setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
        List<EpochReport> epochs = student.epochs();
        double[] numbers = epochs.stream().mapToDouble(EpochReport::epoch).toArray();
        double[] losses = epochs.stream().mapToDouble(EpochReport::trainLoss).toArray();
        chart.addSeries("training loss", numbers, losses);
        if (epochs.stream().noneMatch(epoch -> Double.isNaN(epoch.validation().accuracy()))) {
            double[] accuracies = epochs.stream()
                    .mapToDouble(epoch -> epoch.validation().accuracy())
                    .toArray();
            chart.addSeries("validation accuracy", numbers, accuracies).setYAxisGroup(1);
        }
        return Pictures.png(chart);
    }
}
