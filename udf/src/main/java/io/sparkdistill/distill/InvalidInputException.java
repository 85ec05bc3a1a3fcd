package io.sparkdistill.distill;

/** An argument outside what a function is defined for. Its message is {@code Cannot OPERATION: REASON}. */
public final class InvalidInputException extends IllegalArgumentException {
    private final String reason;

    /**
     * @param operation what could not be done, as in "compute soft targets"
     * @param reason the rule and the value that broke it, as in "temperature must be positive: -1.0"
     */
    public InvalidInputException(String operation, String reason) {
        super("Cannot " + operation + ": " + reason);
        this.reason = reason;
    }

    /** The same reason against an operation in the caller's words. */
    public InvalidInputException during(String operation) {
        InvalidInputException exception = new InvalidInputException(operation, reason);
        exception.initCause(this);
        return exception;
    }
}
