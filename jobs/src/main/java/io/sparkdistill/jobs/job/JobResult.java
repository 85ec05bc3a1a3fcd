package io.sparkdistill.jobs.job;

/** A job result holds the result of a job and formats it for a terminal. */
public interface JobResult {
    /** Formats the result for a terminal, as a few lines or a table. */
    String summary();
}
