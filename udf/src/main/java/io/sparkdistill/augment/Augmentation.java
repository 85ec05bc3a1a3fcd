package io.sparkdistill.augment;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/** A pure function from a copy to a copy: all its chance comes from the random numbers it is given. */
public sealed interface Augmentation extends Serializable permits WordAugmentation, OnePerWord, NgramSampling {
    /** The copy with this augmentation done to it. */
    AugmentedSentence apply(AugmentedSentence copy, RandomGenerator random);
}
