package io.sparkdistill.jobs.job;

/** The result of a job. */
public interface JobResult {
    /** Formats the result for a terminal, as a few lines or a table. */
    String summary();
}
