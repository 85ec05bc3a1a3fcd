package io.sparkdistill.jobs.job;

/** Reports data or a model that cannot be used as the configuration says. The message names it and the remedy. */
public final class InputException extends RuntimeException {
    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
