package io.sparkdistill.augment;

import io.sparkdistill.distill.InvalidInputException;
import java.util.random.RandomGenerator;

/**
 * Hides words: what a teacher still says without a word shows how much that word says.
 *
 * @param probability chance of each word, from 0 to 1; 0.1 in the paper
 * @param maskWord what stands for a hidden word, such as a teacher's mask token
 */
public record Masking(double probability, String maskWord) implements WordAugmentation {
    public Masking {
        Probability.check("mask", probability);
        if (maskWord.isBlank()) {
            throw new InvalidInputException("mask words", "the mask word is blank");
        }
    }

    @Override
    public AugmentedWord change(AugmentedWord word, RandomGenerator random) {
        return word.changed(maskWord, Change.MASKED);
    }
}
