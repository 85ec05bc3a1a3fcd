package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * How models are compared.
 *
 * @param calibrationBins bins of the expected calibration error
 * @param speedRows examples on which speed is measured
 * @param biasedClasses classes whose bias is set so that the student is right most often on the validation examples
 */
public record EvaluateConfig(int calibrationBins, int speedRows, List<Integer> biasedClasses) {
    public EvaluateConfig {
        biasedClasses = List.copyOf(biasedClasses);
    }
}
