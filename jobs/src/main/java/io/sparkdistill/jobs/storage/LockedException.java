package io.sparkdistill.jobs.storage;

/** Another run writes to a folder that this run would write to; the message says which run, since when, and the remedy. */
public final class LockedException extends RuntimeException {
    public LockedException(String message) {
        super(message);
    }
}
