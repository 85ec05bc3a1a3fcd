package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * The metrics of one model, as {@code metrics.json} stores them.
 *
 * @param validation null without validation examples
 * @param test null without test examples
 * @param biases tuned output biases by the name of the class; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelReport(SplitMetrics validation, SplitMetrics test, ModelCost cost, Map<String, Double> biases) {}
