package io.sparkdistill.augment;

/** What became of a word. */
public enum Change {
    KEPT,
    MASKED,
    REPLACED
}
