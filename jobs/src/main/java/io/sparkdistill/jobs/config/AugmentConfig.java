package io.sparkdistill.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * These settings decide how the transfer set grows by copies of its examples. Source: Tang et al. (2019), section 4.
 *
 * @param copies made of each example, before duplicates are dropped; 0 for none
 * @param words how copies of texts differ from the original
 * @param shift how copies of images differ from the original; empty for text
 * @param copyOrigins which examples are copied
 * @param keepLabel whether a copy has the label of its parent
 * @param limits how many examples the transfer set may have
 */
public record AugmentConfig(
        int copies,
        WordChanges words,
        Optional<Shift> shift,
        List<CopyOrigin> copyOrigins,
        boolean keepLabel,
        Limits limits) {

    /** Lists the origins of the examples that may be copied. */
    public enum CopyOrigin {
        LABELED,
        UNLABELED
    }

    /**
     * These probabilities, each from 0 to 1, decide how the words of a copy are changed.
     *
     * @param maskProbability probability that a word is masked
     * @param maskWord word that replaces a masked one
     * @param posProbability probability that a word is replaced by another of the same part of speech
     * @param ngramProbability probability that a copy is cut to an n-gram
     */
    public record WordChanges(
            double maskProbability, String maskWord, double posProbability, double ngramProbability) {}

    /**
     * A shift moves a copy of an image by a random number of pixels.
     *
     * @param pixels largest shift in each direction
     * @param width of an image in pixels
     */
    public record Shift(int pixels, int width) {}

    /** Limits the number of examples of each origin in the transfer set; an empty value sets no limit. */
    public record Limits(Optional<Integer> labeled, Optional<Integer> unlabeled, Optional<Integer> augmented) {}

    public AugmentConfig {
        copyOrigins = List.copyOf(copyOrigins);
    }
}
