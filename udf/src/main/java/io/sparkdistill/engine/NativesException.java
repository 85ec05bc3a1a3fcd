package io.sparkdistill.engine;

/** Says that native libraries cannot be loaded on this machine, and what to set: no file of the user's is at fault. */
public final class NativesException extends IllegalStateException {
    NativesException(String message, Throwable cause) {
        super(message, cause);
    }
}
