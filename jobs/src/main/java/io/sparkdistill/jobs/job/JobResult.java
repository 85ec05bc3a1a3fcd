package io.sparkdistill.jobs.job;

import java.util.Optional;

/** A job result holds the result of a job and formats it for a terminal. */
public interface JobResult {
    /** Formats the result for a terminal, as a few lines or a table. */
    String summary();

    /** Returns the failure with which the command ends once the summary is printed; empty for none. */
    default Optional<RuntimeException> failure() {
        return Optional.empty();
    }
}
