package io.sparkdistill.engine;

/**
 * Reports that native libraries cannot be loaded on this machine, and which setting helps. It is not caused by a file
 * of the user.
 */
public final class NativesException extends IllegalStateException {
    NativesException(String message, Throwable cause) {
        super(message, cause);
    }
}
