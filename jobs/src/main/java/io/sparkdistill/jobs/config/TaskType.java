package io.sparkdistill.jobs.config;

/** Lists the types of examples. */
public enum TaskType {
    /** An example is one text. */
    TEXT,
    /** An example is a pair of texts. */
    TEXT_PAIR,
    /** An example is an array of numbers. */
    FEATURES;

    /** The number of texts that an example of text has: 2 for a pair, else 1. */
    public int sentences() {
        return this == TEXT_PAIR ? 2 : 1;
    }
}
