package io.sparkdistill.augment;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * An augmentation changes a copy of a sentence. It is a pure function: all randomness comes from the given generator.
 */
public sealed interface Augmentation extends Serializable permits WordAugmentation, OnePerWord, NgramSampling {
    /** Returns the changed copy. */
    AugmentedSentence apply(AugmentedSentence copy, RandomGenerator random);
}
