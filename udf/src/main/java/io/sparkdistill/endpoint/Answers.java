package io.sparkdistill.endpoint;

/** Shortens answers for messages. */
final class Answers {
    private static final int LONGEST = 300;

    private Answers() {}

    /** Returns a text on one line, or its beginning. */
    static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
