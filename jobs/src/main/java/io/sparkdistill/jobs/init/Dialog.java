package io.sparkdistill.jobs.init;

import io.sparkdistill.jobs.job.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A dialog asks a person questions, each with an answer that is taken where only Enter is pressed. */
public final class Dialog {
    private static final String NONE = "none";
    private static final int ATTEMPTS = 3;

    private final Optional<BufferedReader> in;
    private final PrintWriter out;

    private Dialog(Optional<BufferedReader> in, PrintWriter out) {
        this.in = in;
        this.out = out;
    }

    /** Returns a dialog with a person who reads {@code out} and writes to {@code in}. */
    public static Dialog of(BufferedReader in, PrintWriter out) {
        return new Dialog(Optional.of(in), out);
    }

    /** Returns a dialog with nobody: every question is answered as proposed. */
    public static Dialog silent(PrintWriter out) {
        return new Dialog(Optional.empty(), out);
    }

    /** Shows a text. */
    void say(String text) {
        out.println(text);
        out.flush();
    }

    /**
     * Asks for one of some names.
     *
     * @param proposed the answer for Enter; empty for none of them
     */
    Optional<String> choose(String question, List<String> names, Optional<String> proposed) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String answer = ask(
                    "%s: one of %s, or %s".formatted(question, String.join(", ", names), NONE), proposed.orElse(NONE));
            if (answer.equals(NONE) || names.contains(answer)) {
                return Optional.of(answer).filter(name -> !name.equals(NONE));
            }
            say("There is no " + answer + ".");
        }
        throw new InputException("Cannot go on: no column was chosen; give the columns as options, see --help");
    }

    /** Asks for a text; the word none is no answer. */
    Optional<String> text(String question, Optional<String> proposed) {
        return Optional.of(ask(question, proposed.orElse(NONE))).filter(answer -> !answer.equals(NONE));
    }

    private String ask(String question, String proposed) {
        if (in.isEmpty()) {
            return proposed;
        }
        out.printf("%s [%s]: ", question, proposed);
        out.flush();
        try {
            String answer = in.get().readLine();
            return answer == null || answer.isBlank() ? proposed : answer.strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the answer: " + e.getMessage(), e);
        }
    }
}
