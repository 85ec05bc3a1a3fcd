package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.distill.Agreement;
import io.sparkdistill.distill.ClassificationMetrics;
import io.sparkdistill.jobs.config.TaskConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds the metrics of one model on one split, compared with the labels and with the teacher.
 *
 * @param accuracy share of rows whose predicted class is the label; null without labels
 * @param macroF1 mean F1 over the classes that occur; null without labels
 * @param nll mean negative log-likelihood of the label, in nats; null without labels
 * @param ece expected calibration error; null without labels
 * @param agreement share of rows whose predicted class is that of the teacher; null without a teacher
 * @param rows number of examples
 * @param recall share of the rows of a class for which it is predicted, by the name of the class; without empty classes
 * @param statistics further metrics with intervals; null without labels
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SplitMetrics(
        Double accuracy,
        @JsonProperty("macro-f1") Double macroF1,
        Double nll,
        Double ece,
        Double agreement,
        long rows,
        Map<String, Double> recall,
        SplitStatistics statistics) {
    static SplitMetrics of(ClassificationMetrics counts, TaskConfig task) {
        Map<String, Double> recall = new LinkedHashMap<>();
        for (int i = 0; i < task.classes(); i++) {
            double share = counts.confusion().recall(i);
            if (!Double.isNaN(share)) {
                recall.put(task.className(i), share);
            }
        }
        return new SplitMetrics(
                counts.accuracy(),
                counts.macroF1(),
                counts.meanNegativeLogLikelihood(),
                counts.calibration().error(),
                presentOrNull(counts.agreement()),
                counts.rows(),
                recall,
                null);
    }

    /** Returns the metrics of a split without labels. */
    static SplitMetrics of(Agreement counts) {
        return new SplitMetrics(null, null, null, null, presentOrNull(counts.share()), counts.rows(), Map.of(), null);
    }

    /** Returns null for NaN, which JSON cannot express. */
    private static Double presentOrNull(double share) {
        return Double.isNaN(share) ? null : share;
    }

    SplitMetrics with(SplitStatistics added) {
        return new SplitMetrics(accuracy, macroF1, nll, ece, agreement, rows, recall, added);
    }

    @JsonIgnore
    public boolean hasLabels() {
        return accuracy != null;
    }

    /** The number of rows whose predicted class is not the label. */
    public long errors() {
        return rows - Math.round(accuracy * rows);
    }
}
