package io.sparkdistill.jobs.report;

import java.io.Console;
import java.io.PrintStream;

/**
 * The terminal is the standard output of this process, on which progress is shown. Results go to the writer of the
 * command instead.
 */
public final class Terminal {
    private Terminal() {}

    /** The stream of all progress messages, of the driver or of an executor. */
    public static PrintStream out() {
        return System.out;
    }

    /** Whether standard output goes to a terminal. */
    // Before Java 22, System.console() is null without a terminal. Since Java 22 it is never null but has isTerminal().
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isPresent() {
        Console console = System.console();
        if (console == null) {
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
