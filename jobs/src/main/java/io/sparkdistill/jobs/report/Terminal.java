package io.sparkdistill.jobs.report;

import java.io.Console;

/** Whether a person watches the output. */
public final class Terminal {
    private Terminal() {}

    /** Whether standard output goes to a terminal. */
    // Before Java 22 there is no console where there is no terminal; since then the console itself knows.
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
