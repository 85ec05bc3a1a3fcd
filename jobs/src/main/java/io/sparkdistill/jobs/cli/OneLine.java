package io.sparkdistill.jobs.cli;

/** Shortens messages of Spark and Hadoop to one line, without stack traces and query plans. */
final class OneLine {
    private OneLine() {}

    /** Returns a message up to its first stack trace or plan, with spaces for line breaks; empty for null. */
    static String of(String message) {
        if (message == null) {
            return "";
        }
        return message.split("\\n\\s*at |\\nDriver stacktrace|;?\\s*\\n'?[A-Z]\\w+ |\\n[+:]- ", 2)[0]
                .strip()
                .replaceAll("\\s+", " ");
    }
}
