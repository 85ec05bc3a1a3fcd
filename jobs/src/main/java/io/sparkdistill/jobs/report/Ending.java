package io.sparkdistill.jobs.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An ending is the last part of what a command prints: what it made, where that is, and which command may come next. */
public final class Ending {
    private final Map<String, String> lines = new LinkedHashMap<>();

    /** Adds what was made, or what is to be looked at. */
    public Ending with(String what, Object place) {
        lines.put(what + ":", place.toString());
        return this;
    }

    /** Adds which command may come next; an empty one is left out. */
    public Ending next(String command) {
        return command.isEmpty() ? this : with("next", command);
    }

    /** Returns a text with the lines below it, after an empty line; the text alone if there are no lines. */
    public String below(Object text) {
        return lines.isEmpty() ? text.toString() : text + System.lineSeparator() + this;
    }

    /** Returns an empty line and one line each; nothing if there are none. */
    @Override
    public String toString() {
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        return lines.entrySet().stream()
                .map(line -> System.lineSeparator()
                        + line.getKey()
                        + " ".repeat(width + 1 - line.getKey().length())
                        + line.getValue())
                .collect(Collectors.joining());
    }
}
