package io.sparkdistill.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures speed and memory on this machine: one subcommand per benchmark. */
@Command(
        description = "Measures how fast labeling and training are on this machine, and how much memory training needs."
                + " Plans labeling of many rows.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LabelBenchmarkCommand.class,
            TrainBenchmarkCommand.class,
            MemoryBenchmarkCommand.class,
            PlanBenchmarkCommand.class
        })
final class BenchmarkCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Cannot measure: no benchmark is named; name label, train, memory or plan");
    }
}
