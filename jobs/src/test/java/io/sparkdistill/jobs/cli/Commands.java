package io.sparkdistill.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in this process, for tests of other packages. */
public final class Commands {
    private Commands() {}

    /** Runs a command and returns its exit code. */
    public static int run(String... arguments) {
        CommandLine distill = Distill.commandLine();
        distill.setOut(new PrintWriter(new StringWriter()));
        distill.setErr(new PrintWriter(new StringWriter()));
        return distill.execute(arguments);
    }
}
