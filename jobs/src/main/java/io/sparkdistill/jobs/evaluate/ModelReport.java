package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * One model in {@code metrics.json}.
 *
 * @param validation null without validation examples
 * @param test null without test examples
 * @param biases added to the logits of these classes, as the validation examples say is best; null where none are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelReport(SplitMetrics validation, SplitMetrics test, ModelCost cost, Map<String, Double> biases) {}
