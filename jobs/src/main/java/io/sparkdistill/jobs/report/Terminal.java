package io.sparkdistill.jobs.report;

import java.io.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The terminal is the standard output of this process, on which progress is shown. Results go to the writer of the
 * command instead.
 */
public final class Terminal {
    private static final PrintStream DISCARDED = new PrintStream(OutputStream.nullOutputStream());
    private static final ThreadLocal<Boolean> QUIET = ThreadLocal.withInitial(() -> false);

    private Terminal() {}

    /** The stream of all progress messages, of the driver or of an executor. */
    public static PrintStream out() {
        return QUIET.get() ? DISCARDED : System.out;
    }

    /** Does work of which this thread shows no progress, since several such works run at the same time. */
    public static <T> T quietly(Supplier<T> work) {
        boolean before = QUIET.get();
        QUIET.set(true);
        try {
            return work.get();
        } finally {
            QUIET.set(before);
        }
    }

    /**
     * Returns the characters per line that results should have at most: those of the terminal, which the command line
     * knows, or any number where there is none.
     */
    public static int width() {
        String columns = System.getenv("SPARK_DISTILL_COLUMNS");
        return columns == null || !columns.matches("[1-9][0-9]{0,5}") ? Integer.MAX_VALUE : Integer.parseInt(columns);
    }

    /** Returns how the command line was called, so that a command that is shown can be called in the same way. */
    public static String command() {
        return Objects.requireNonNullElse(System.getenv("SPARK_DISTILL_COMMAND"), "spark-distill");
    }

    /** Whether standard output goes to a terminal that shows the progress of this thread. */
    // Before Java 22, System.console() is null without a terminal. Since Java 22 it is never null but has isTerminal().
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isPresent() {
        Console console = System.console();
        if (console == null || QUIET.get()) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot ask the console whether it is a terminal: " + e, e);
        }
    }
}
