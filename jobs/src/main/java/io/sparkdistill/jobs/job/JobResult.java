package io.sparkdistill.jobs.job;

/** What a verb did. */
public interface JobResult {
    /** The result for a reader at a terminal: a few lines or a table. */
    String summary();
}
