package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.label.ExtensionLabelJob;
import java.util.List;
import picocli.CommandLine;

/** The verb label through DJL's Spark extension, as an entry point for {@code spark-submit}. */
public final class ExtensionLabel {
    private ExtensionLabel() {}

    /**
     * Labels and ends the process with its exit code.
     *
     * @param arguments the options of {@code label}, such as {@code --config}
     */
    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(VerbCommand.of(context -> List.of(new ExtensionLabelJob(context))));
        command.setExecutionExceptionHandler(Distill.commandLine().getExecutionExceptionHandler());
        System.exit(command.execute(arguments));
    }
}
