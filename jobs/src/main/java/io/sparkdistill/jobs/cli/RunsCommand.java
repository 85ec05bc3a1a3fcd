package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunTables;
import io.sparkdistill.jobs.run.Runs;
import io.sparkdistill.jobs.storage.Leases;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, shows, compares and deletes the runs of an output. */
@Command(
        description = "Lists the runs of an output: their students with accuracy, state, and which one is served.",
        mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Runs runs = options.runs();
        boolean isWriting = Leases.isHeld(options.root(), options.hadoop());
        return print(spec, new RunTables(runs.all(), runs.served(), isWriting).list());
    }

    @Command(description = "Shows what is known of a run.", mixinStandardHelpOptions = true)
    Integer show(@Mixin OutputOptions output, @Parameters(paramLabel = "ID", description = "The run.") String id) {
        return print(spec, RunTables.show(output.run(id)));
    }

    @Command(
            description = "Shows the settings and the metrics that differ between two runs.",
            mixinStandardHelpOptions = true)
    Integer diff(
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "A", description = "The first run.") String first,
            @Parameters(paramLabel = "B", description = "The second run.") String second) {
        return print(spec, RunTables.differences(output.run(first), output.run(second)));
    }

    @Command(
            description = "Deletes all runs but the newest ones. The served run always stays.",
            mixinStandardHelpOptions = true)
    Integer prune(
            @Mixin OutputOptions output,
            @Mixin LeaseOption locks,
            @Option(names = "--keep", paramLabel = "N", required = true, description = "The number of runs that stay.")
                    int keep) {
        if (keep < 0) {
            throw new ConfigurationException("--keep must be at least 0: " + keep);
        }
        // A process that writes to a run holds the lease.
        try (Leases leases = Leases.take(Map.of(output.root(), "output"), output.hadoop(), locks.existingLeases())) {
            leases.requireHeld();
            List<String> deleted =
                    output.runs().prune(keep).stream().map(Run::id).toList();
            return print(spec, deleted.isEmpty() ? "No run is deleted" : "Deleted runs: " + String.join(", ", deleted));
        }
    }

    private static Integer print(CommandSpec spec, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        return ExitCode.SUCCESS.code();
    }
}
