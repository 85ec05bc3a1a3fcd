package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One model in {@code metrics.json}.
 *
 * @param validation null without validation examples
 * @param test null without test examples
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelReport(SplitMetrics validation, SplitMetrics test, ModelCost cost) {}
