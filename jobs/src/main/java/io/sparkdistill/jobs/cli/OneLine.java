package io.sparkdistill.jobs.cli;

/** Makes one line of the messages of Spark and Hadoop, which hold stack traces and plans. */
final class OneLine {
    private OneLine() {}

    /** The message up to the first stack trace or plan, with single spaces for line breaks; empty for null. */
    static String of(String message) {
        if (message == null) {
            return "";
        }
        return message.split("\\n\\s*at |\\nDriver stacktrace|;?\\s*\\n'?[A-Z]\\w+ |\\n[+:]- ", 2)[0]
                .strip()
                .replaceAll("\\s+", " ");
    }
}
