package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.report.Ending;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunRecord;
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
        Map<Run, RunRecord> all = runs.all();
        Ending ending = new Ending().with("output", options.root());
        if (all.isEmpty()) {
            return print(spec, ending.next("pipeline, which makes one").below("There is no run."));
        }
        boolean isWriting = Leases.isHeld(options.root(), options.hadoop());
        return print(
                spec,
                ending.next("runs show ID; compare ID ID; promote ID, which serves a run")
                        .below(new RunTables(all, runs.served(), isWriting).list()));
    }

    @Command(description = "Shows what is known of a run.", mixinStandardHelpOptions = true)
    Integer show(@Mixin OutputOptions output, @Parameters(paramLabel = "ID", description = "The run.") String id) {
        Run run = output.run(id);
        String report = run.artifact("evaluation/report.html");
        Ending ending = new Ending();
        if (run.output().exists(report)) {
            ending.with("report", run.output().path(report)).next("promote %s, which serves the run".formatted(id));
        }
        return print(spec, ending.below(RunTables.show(run)));
    }

    @Command(
            description = "Shows the settings and the metrics that differ between two runs.",
            mixinStandardHelpOptions = true)
    Integer diff(
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "A", description = "The first run.") String first,
            @Parameters(paramLabel = "B", description = "The second run.") String second) {
        Ending ending =
                new Ending().next("compare %s %s, which tests one student against the other".formatted(first, second));
        return print(spec, ending.below(RunTables.differences(output.run(first), output.run(second))));
    }

    @Command(
            description = {
                "Deletes all runs but the newest ones. The served run always stays.",
                "Runs that a sweep has stopped are deleted too, and are not counted."
            },
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
