package io.sparkdistill.jobs.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Runs commands in this process, for tests of other packages. */
public final class Commands {
    private Commands() {}

    /** Runs a command and returns its exit code. */
    public static int run(String... arguments) {
        CommandLine distill = Distill.commandLine();
        distill.setOut(new PrintWriter(System.out, true));
        distill.setErr(new PrintWriter(System.out, true));
        return distill.execute(arguments);
    }
}
