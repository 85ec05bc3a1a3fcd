package io.sparkdistill.jobs.storage;

/** Reports that another run writes to a folder of this run. The message names the run, its start and the remedy. */
public final class LockedException extends RuntimeException {
    public LockedException(String message) {
        super(message);
    }
}
