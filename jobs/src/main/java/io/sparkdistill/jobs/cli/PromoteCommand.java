package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.RequirementException;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.report.Ending;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.Runs;
import io.sparkdistill.jobs.storage.Leases;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a run that a person chooses. */
@Command(
        description = {
            "Serves a run from now on: the output folder stands for its student.",
            "Unlike the end of `pipeline`, it does not ask whether the student is better, so it also goes back to an earlier run."
        },
        mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions options;

    @Mixin
    private LeaseOption locks;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "The run. Without it, the newest run whose students are complete.")
    private String id;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Leases leases = Leases.take(Map.of(options.root(), "output"), options.hadoop(), locks.existingLeases())) {
            leases.requireHeld();
            Runs runs = options.runs();
            Run run = id == null ? newest(runs) : trained(options.run(id));
            requireGood(run);
            runs.serve(run, "the command promote");
            out.printf("Run %s is served from now on%n", run.id());
            out.println(new Ending()
                    .with("run", run.path())
                    .with("output", options.root())
                    .next(Verbs.next(Verbs.PROMOTE)));
            out.flush();
        }
        return ExitCode.SUCCESS.code();
    }

    private Run newest(Runs runs) {
        return runs.newest(run -> run.state().hasStudents())
                .orElseThrow(() -> new InputException(
                        "Cannot promote a run of %s: none has complete students; run `pipeline` first"
                                .formatted(options.root())));
    }

    /** Checks the requirements that were set when the run was evaluated. */
    private static void requireGood(Run run) {
        List<String> unmet = run.read().unmet();
        if (!unmet.isEmpty()) {
            throw new RequirementException(
                    "Cannot promote run %s: it does not meet evaluate.require: %s; promote another run, or evaluate it with other requirements"
                            .formatted(run.id(), String.join("; ", unmet)));
        }
    }

    private static Run trained(Run run) {
        if (!run.read().state().hasStudents()) {
            throw new InputException(
                    "Cannot promote run %s: its students are not complete: its state is %s; run the command that made it again"
                            .formatted(run.id(), run.read().state()));
        }
        return run;
    }
}
