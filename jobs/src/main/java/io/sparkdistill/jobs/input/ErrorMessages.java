package io.sparkdistill.jobs.input;

/** What exceptions say, in one line. */
final class ErrorMessages {
    private ErrorMessages() {}

    /** The first line of an exception's message, or its kind if it has none. */
    static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }
}
