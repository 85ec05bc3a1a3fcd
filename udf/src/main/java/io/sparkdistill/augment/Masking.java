package io.sparkdistill.augment;

import io.sparkdistill.distill.InvalidInputException;
import java.util.random.RandomGenerator;

/**
 * Masks words: the change of a teacher's prediction shows how much a masked word contributes.
 *
 * @param probability probability of masking a word, from 0 to 1; 0.1 in the paper
 * @param maskWord replacement of a masked word, such as a teacher's mask token
 */
public record Masking(double probability, String maskWord) implements WordAugmentation {
    public Masking {
        Probability.check("mask", probability);
        if (maskWord.isBlank()) {
            throw new InvalidInputException("mask words", "the mask word must not be blank");
        }
    }

    @Override
    public AugmentedWord change(AugmentedWord word, RandomGenerator random) {
        return word.changed(maskWord, Change.MASKED);
    }
}
