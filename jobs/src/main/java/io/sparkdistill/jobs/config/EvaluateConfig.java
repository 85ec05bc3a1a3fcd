package io.sparkdistill.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * These settings decide how models are compared.
 *
 * @param calibrationBins bins of the expected calibration error
 * @param speedRows examples on which speed is measured
 * @param biasedClasses classes whose output bias is set on the validation examples
 * @param biasRule how it is set
 * @param statisticsRows the most examples of a split that statistics and intervals are computed on
 * @param resamples resamples of the bootstrap that estimates intervals
 * @param topK number of classes of the top-k accuracy
 * @param slices columns of the inputs by whose values accuracy is measured
 * @param reportsTexts whether the report shows texts of examples
 * @param pricePerCoreHour price of one core for one hour, in any currency
 * @param require what a student must meet to be served
 */
public record EvaluateConfig(
        int calibrationBins,
        int speedRows,
        List<Integer> biasedClasses,
        BiasRule biasRule,
        int statisticsRows,
        int resamples,
        int topK,
        List<String> slices,
        boolean reportsTexts,
        Optional<Double> pricePerCoreHour,
        List<Requirement> require) {
    /** A bias rule says how the biases of some classes are set. */
    public enum BiasRule {
        /** For the highest accuracy, one class after the other. */
        ACCURACY,
        /** So that the mean probabilities of all these classes are those by the teacher, which needs no labels. */
        TEACHER
    }

    public EvaluateConfig {
        biasedClasses = List.copyOf(biasedClasses);
        slices = List.copyOf(slices);
        require = List.copyOf(require);
    }
}
