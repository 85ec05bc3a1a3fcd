package io.sparkdistill.training;

/** Reports that training has diverged: a loss, a parameter or an output has left the range that floats resolve. */
public final class DivergedException extends ArithmeticException {
    /** @param message the step, the finding and a remedy */
    public DivergedException(String message) {
        super(message);
    }
}
