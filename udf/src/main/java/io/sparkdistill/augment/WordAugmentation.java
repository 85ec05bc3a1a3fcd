package io.sparkdistill.augment;

import java.util.List;
import java.util.random.RandomGenerator;

/** An augmentation that befalls each word by itself. */
public sealed interface WordAugmentation extends Augmentation permits Masking, PartOfSpeechReplacement {
    /** Chance of a word to be changed, from 0 to 1. */
    double probability();

    /** The word after the change. */
    AugmentedWord change(AugmentedWord word, RandomGenerator random);

    @Override
    default AugmentedSentence apply(AugmentedSentence copy, RandomGenerator random) {
        return new OnePerWord(List.of(this)).apply(copy, random);
    }
}
