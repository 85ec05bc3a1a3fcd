package io.sparkdistill.training;

/** A training that cannot go on, since its loss, its parameters or its outputs have left what floats can tell apart. */
public final class DivergedException extends ArithmeticException {
    /** @param message which step, what was found, and what to try */
    public DivergedException(String message) {
        super(message);
    }
}
