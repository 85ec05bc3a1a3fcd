package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.table.Split;
import java.util.Map;

/**
 * Holds the metrics of one model, as {@code metrics.json} stores them.
 *
 * @param validation null without validation examples
 * @param test null without test examples
 * @param biases tuned output biases by the name of the class; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelReport(SplitMetrics validation, SplitMetrics test, ModelCost cost, Map<String, Double> biases) {
    /** Returns the metrics of a split; null if it has no examples. */
    SplitMetrics metrics(Split split) {
        return split == Split.TEST ? test : validation;
    }

    /** Returns this report without the statistics of its splits. */
    ModelReport withoutStatistics() {
        return new ModelReport(
                validation == null ? null : validation.with(null), test == null ? null : test.with(null), cost, biases);
    }

    /** Returns this report with the statistics of a split that has examples. */
    ModelReport with(Split split, SplitStatistics statistics) {
        return split == Split.TEST
                ? new ModelReport(validation, test.with(statistics), cost, biases)
                : new ModelReport(validation.with(statistics), test, cost, biases);
    }
}
