package io.sparkdistill.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be measured on this machine. */
@Command(
        description = "Measures how fast labeling and training are on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {LabelBenchmarkCommand.class, TrainBenchmarkCommand.class, MemoryBenchmarkCommand.class})
final class BenchmarkCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing what to measure: label, train or memory");
    }
}
