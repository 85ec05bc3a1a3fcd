package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.distill.Calibration;
import io.sparkdistill.statistics.LabeledPredictions;
import io.sparkdistill.statistics.Metric;
import java.util.List;

/**
 * Measures how well the confidence of a model's predictions matches their accuracy.
 *
 * @param nll mean negative log-likelihood of the label, in nats
 * @param brier mean squared distance between probabilities and label
 * @param ece expected calibration error
 * @param mce maximum calibration error
 * @param bins bins of confidence that hold rows, the lowest confidence first
 */
public record CalibrationReport(double nll, double brier, double ece, double mce, List<Bin> bins) {
    public CalibrationReport {
        bins = List.copyOf(bins);
    }

    /** A bin summarizes the rows whose confidence lies in one interval: their number, mean confidence and accuracy. */
    public record Bin(long rows, double confidence, double accuracy) {}

    static CalibrationReport of(LabeledPredictions predictions, int bins) {
        Calibration calibration = new Calibration(bins);
        for (int i = 0; i < predictions.rows(); i++) {
            int predicted = predictions.predicted()[i];
            calibration.add(
                    predictions.probabilities()[i][predicted], predictions.labels()[i], predicted);
        }
        double[] metrics = predictions.metrics();
        return new CalibrationReport(
                metrics[Metric.NLL.place()],
                metrics[Metric.BRIER.place()],
                calibration.error(),
                calibration.maximumError(),
                calibration.bins().stream()
                        .filter(bin -> bin.rows() > 0)
                        .map(bin -> new Bin(bin.rows(), bin.confidence(), bin.accuracy()))
                        .toList());
    }
}
