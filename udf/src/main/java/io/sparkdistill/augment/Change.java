package io.sparkdistill.augment;

/** Lists the changes that an augmentation can make to a word. */
public enum Change {
    KEPT,
    MASKED,
    REPLACED
}
