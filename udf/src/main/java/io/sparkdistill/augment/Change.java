package io.sparkdistill.augment;

/** The change that an augmentation made to a word. */
public enum Change {
    KEPT,
    MASKED,
    REPLACED
}
