package io.sparkdistill.jobs.cli;

/** Reports to the application master of YARN that a command has failed. It has no stack trace: the log has that of the cause. */
final class CommandFailedException extends RuntimeException {
    CommandFailedException(int exitCode, String message) {
        super("exit code %d: %s".formatted(exitCode, message), null, false, false);
    }
}
