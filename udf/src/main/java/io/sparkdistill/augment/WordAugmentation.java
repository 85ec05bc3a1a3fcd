package io.sparkdistill.augment;

import java.util.List;
import java.util.random.RandomGenerator;

/** A word augmentation is applied to each word independently. */
public sealed interface WordAugmentation extends Augmentation permits Masking, PartOfSpeechReplacement {
    /** Returns the probability of changing a word, from 0 to 1. */
    double probability();

    /** Returns the changed word. */
    AugmentedWord change(AugmentedWord word, RandomGenerator random);

    @Override
    default AugmentedSentence apply(AugmentedSentence copy, RandomGenerator random) {
        return new OnePerWord(List.of(this)).apply(copy, random);
    }
}
