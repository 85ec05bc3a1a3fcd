package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.statistics.Bootstrap;
import io.sparkdistill.statistics.LabeledPredictions;
import io.sparkdistill.statistics.McNemar;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compares two models on the same labeled examples of one split.
 *
 * @param model name of the first model
 * @param other name of the second model
 * @param split of the examples
 * @param rows number of examples
 * @param onlyModelCorrect number of examples that only the first model predicts correctly
 * @param onlyOtherCorrect number of examples that only the second model predicts correctly
 * @param pValue two-sided p-value of McNemar's exact test: the probability of at least this difference if both models
 *     were equally accurate
 * @param differences metrics of the first model minus those of the second, with their 95 % intervals, by the name of the
 *     metric
 */
public record ModelComparison(
        String model,
        String other,
        String split,
        int rows,
        @JsonProperty("only-model-correct") int onlyModelCorrect,
        @JsonProperty("only-other-correct") int onlyOtherCorrect,
        @JsonProperty("mcnemar-p-value") double pValue,
        Map<String, Estimate> differences) {
    static ModelComparison of(
            String model,
            LabeledPredictions first,
            String other,
            LabeledPredictions second,
            String split,
            Bootstrap bootstrap) {
        McNemar test = McNemar.of(first.labels(), first.predicted(), second.predicted());
        double[] differences = first.metrics();
        double[] others = second.metrics();
        for (int i = 0; i < differences.length; i++) {
            differences[i] -= others[i];
        }
        return new ModelComparison(
                model,
                other,
                split,
                first.rows(),
                test.onlyFirst(),
                test.onlySecond(),
                test.pValue(),
                Estimate.byMetric(differences, first.differences(second, bootstrap)));
    }

    /** Returns the same comparison, seen from the other model. */
    ModelComparison reversed() {
        Map<String, Estimate> reversed = new LinkedHashMap<>();
        differences.forEach((metric, estimate) -> reversed.put(metric, estimate.negated()));
        return new ModelComparison(other, model, split, rows, onlyOtherCorrect, onlyModelCorrect, pValue, reversed);
    }
}
