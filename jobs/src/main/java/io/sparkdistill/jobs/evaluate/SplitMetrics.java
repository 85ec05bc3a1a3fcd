package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.distill.ClassificationMetrics;

/**
 * How one model does on one split.
 *
 * @param accuracy share of rows whose predicted class is the label
 * @param macroF1 mean F1 over the classes that occur
 * @param nll mean negative log-likelihood of the label, in nats
 * @param ece expected calibration error
 * @param agreement share of rows on which it predicts what the teacher predicts; null without a teacher
 * @param rows examples
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SplitMetrics(
        double accuracy,
        @JsonProperty("macro-f1") double macroF1,
        double nll,
        double ece,
        Double agreement,
        long rows) {
    static SplitMetrics of(ClassificationMetrics counts, boolean hasTeacher) {
        return new SplitMetrics(
                counts.accuracy(),
                counts.macroF1(),
                counts.meanNegativeLogLikelihood(),
                counts.calibration().error(),
                hasTeacher ? counts.agreement() : null,
                counts.rows());
    }
}
