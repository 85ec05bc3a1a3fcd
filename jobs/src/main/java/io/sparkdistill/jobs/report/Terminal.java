package io.sparkdistill.jobs.report;

import java.io.Console;

/** Detects whether standard output is a terminal. */
public final class Terminal {
    private Terminal() {}

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
