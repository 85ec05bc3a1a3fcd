package io.sparkdistill.augment;

import java.io.Serializable;

/** A copy of a pair of sentences, at least one of which went through the augmentations. */
public record AugmentedPair(AugmentedSentence first, AugmentedSentence second) implements Serializable {}
