package io.sparkdistill.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * How the transfer set grows beyond its inputs. Source of the copies: Tang et al. (2019), section 4.
 *
 * @param copies of each example, before equal ones are dropped; 0 for none
 * @param maskProbability chance of a word to be masked, from 0 to 1
 * @param maskWord what stands for a masked word
 * @param posProbability chance of a word to be replaced by one of the same part of speech, from 0 to 1
 * @param ngramProbability chance of a copy to be cut to an n-gram, from 0 to 1
 * @param shift how copies of images differ; empty for text
 * @param copyOrigins which examples are copied
 * @param keepLabel whether a copy has its parent's label
 * @param labeledLimit at most so many labeled examples
 * @param unlabeledLimit at most so many unlabeled examples
 * @param augmentedLimit at most so many copies
 */
public record AugmentConfig(
        int copies,
        double maskProbability,
        String maskWord,
        double posProbability,
        double ngramProbability,
        Optional<Shift> shift,
        List<CopyOrigin> copyOrigins,
        boolean keepLabel,
        Optional<Integer> labeledLimit,
        Optional<Integer> unlabeledLimit,
        Optional<Integer> augmentedLimit) {
    /** Examples that may be copied. */
    public enum CopyOrigin {
        LABELED,
        UNLABELED
    }

    /**
     * Copies of images are shifted.
     *
     * @param pixels at most, each way
     * @param width pixels in a row
     */
    public record Shift(int pixels, int width) {}

    public AugmentConfig {
        copyOrigins = List.copyOf(copyOrigins);
    }
}
