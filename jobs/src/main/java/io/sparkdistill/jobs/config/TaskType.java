package io.sparkdistill.jobs.config;

/** What an example is: one text, a pair of texts, or an array of numbers. */
public enum TaskType {
    TEXT,
    TEXT_PAIR,
    FEATURES
}
