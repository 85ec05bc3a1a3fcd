package io.sparkdistill.model;

/**
 * Signals that a model cannot predict any input now, such as one behind an endpoint that does not answer. No input is to
 * blame: the task ends, and Spark retries it.
 */
public final class ModelUnavailableException extends RuntimeException {
    public ModelUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
