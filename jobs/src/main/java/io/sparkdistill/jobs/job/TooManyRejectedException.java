package io.sparkdistill.jobs.job;

/** More rows were rejected than the configuration allows; the message names the counts, the reasons and the remedy. */
public final class TooManyRejectedException extends RuntimeException {
    public TooManyRejectedException(String message) {
        super(message);
    }
}
