package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.distill.ClassificationMetrics;
import io.sparkdistill.jobs.config.TaskConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one model does on one split.
 *
 * @param accuracy share of rows whose predicted class is the label
 * @param macroF1 mean F1 over the classes that occur
 * @param nll mean negative log-likelihood of the label, in nats
 * @param ece expected calibration error
 * @param agreement share of rows on which it predicts what the teacher predicts; null without a teacher
 * @param rows examples
 * @param recall by class: share of its rows for which it is predicted; classes without rows are left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SplitMetrics(
        double accuracy,
        @JsonProperty("macro-f1") double macroF1,
        double nll,
        double ece,
        Double agreement,
        long rows,
        Map<String, Double> recall) {
    static SplitMetrics of(ClassificationMetrics counts, TaskConfig task, boolean hasTeacher) {
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
                hasTeacher ? counts.agreement() : null,
                counts.rows(),
                recall);
    }

    /** Rows whose predicted class is not the label. */
    public long errors() {
        return rows - Math.round(accuracy * rows);
    }
}
