package io.sparkdistill.jobs.input;

/** Shortens messages of exceptions to one line. */
final class ErrorMessages {
    private ErrorMessages() {}

    /** Returns the first line of the message of an exception, or the name of its class if it has no message. */
    static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }
}
