package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * These settings decide how models are compared.
 *
 * @param calibrationBins bins of the expected calibration error
 * @param speedRows examples on which speed is measured
 * @param biasedClasses classes whose output bias is tuned for the highest accuracy on the validation examples
 */
public record EvaluateConfig(int calibrationBins, int speedRows, List<Integer> biasedClasses) {
    public EvaluateConfig {
        biasedClasses = List.copyOf(biasedClasses);
    }
}
