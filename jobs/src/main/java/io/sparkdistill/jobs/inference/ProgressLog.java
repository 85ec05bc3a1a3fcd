package io.sparkdistill.jobs.inference;

import java.util.function.Consumer;

/** Writes a progress bar as lines of a log. A bar that is closed at its end shows itself twice there. */
final class ProgressLog implements Consumer<String> {
    /** Begins with the time that has passed and the time that remains. */
    private static final String AFTER_POSITION = "\\(\\d+:\\d{2}:\\d{2} / .*";

    private final Consumer<String> out;
    private String position = "";

    ProgressLog(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void accept(String line) {
        String next = line.replaceFirst(AFTER_POSITION, "");
        if (!next.equals(position)) {
            out.accept(line);
        }
        position = next;
    }
}
