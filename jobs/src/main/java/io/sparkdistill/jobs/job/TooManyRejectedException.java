package io.sparkdistill.jobs.job;

/**
 * Reports that a teacher rejected more examples than the configuration allows. The message has the counts, the reasons
 * and the remedy.
 */
public final class TooManyRejectedException extends RuntimeException {
    public TooManyRejectedException(String message) {
        super(message);
    }
}
