package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Holds the statistics of one model on the labeled examples of one split, or on a sample of them.
 *
 * @param rows number of examples that the statistics are computed on
 * @param estimates metrics with their 95 % intervals, by the name of the metric
 * @param rocAuc area under the receiver operating characteristic: that of the second of two classes, else the mean of
 *     every class against all others; null where no class has rows of both kinds
 * @param averagePrecision average precision of the same classes; null where none has rows
 * @param topKAccuracy share of rows whose label is among the {@code evaluate.top-k} most probable classes; null where
 *     there are no more classes
 * @param klToTeacher mean Kullback-Leibler divergence from the teacher's probabilities, in nats; null for the teacher
 *     itself and without one
 * @param temperature the temperature that the validation examples are fitted best with; null without them
 * @param calibration before temperature scaling
 * @param scaledCalibration after temperature scaling; null without a temperature
 * @param classes quality by class; without classes that are neither a label nor a prediction
 * @param confusion number of rows by label and predicted class; without pairs that do not occur
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SplitStatistics(
        int rows,
        Map<String, Estimate> estimates,
        @JsonProperty("roc-auc") Double rocAuc,
        @JsonProperty("average-precision") Double averagePrecision,
        @JsonProperty("top-k-accuracy") Double topKAccuracy,
        @JsonProperty("kl-to-teacher") Double klToTeacher,
        Double temperature,
        CalibrationReport calibration,
        @JsonProperty("calibration-scaled") CalibrationReport scaledCalibration,
        Map<String, ClassReport> classes,
        List<Confused> confusion) {
    /** Counts the rows with one label and one predicted class. */
    public record Confused(String label, String predicted, long rows) {}
}
