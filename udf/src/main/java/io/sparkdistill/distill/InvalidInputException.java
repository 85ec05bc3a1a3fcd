package io.sparkdistill.distill;

/** Reports that an argument is outside the domain of a function. Its message is {@code Cannot OPERATION: REASON}. */
public final class InvalidInputException extends IllegalArgumentException {
    private final String reason;

    /**
     * Reports an argument outside the domain.
     *
     * @param operation what could not be done, such as "compute soft targets"
     * @param reason the rule and the value that violates it, such as "temperature must be positive: -1.0"
     */
    public InvalidInputException(String operation, String reason) {
        super("Cannot " + operation + ": " + reason);
        this.reason = reason;
    }

    /**
     * Reports an argument that is wrong because of another failure.
     *
     * @param operation what could not be done
     * @param reason the argument and what is wrong with it
     */
    public InvalidInputException(String operation, String reason, Throwable cause) {
        this(operation, reason);
        initCause(cause);
    }

    /** Returns an exception with the same reason and the caller's name of the operation. */
    public InvalidInputException during(String operation) {
        return new InvalidInputException(operation, reason, this);
    }
}
