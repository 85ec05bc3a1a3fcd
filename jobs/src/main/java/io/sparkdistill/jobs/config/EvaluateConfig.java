package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * These settings decide how models are compared.
 *
 * @param calibrationBins bins of the expected calibration error
 * @param speedRows examples on which speed is measured
 * @param biasedClasses classes whose output bias is tuned for the highest accuracy on the validation examples
 * @param statisticsRows the most examples of a split that statistics and intervals are computed on
 * @param resamples resamples of the bootstrap that estimates intervals
 * @param reportsTexts whether the report shows texts of examples
 */
public record EvaluateConfig(
        int calibrationBins,
        int speedRows,
        List<Integer> biasedClasses,
        int statisticsRows,
        int resamples,
        boolean reportsTexts) {
    public EvaluateConfig {
        biasedClasses = List.copyOf(biasedClasses);
    }
}
