package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.evaluate.ComparedRun;
import io.sparkdistill.jobs.evaluate.ComparisonPage;
import io.sparkdistill.jobs.evaluate.RunComparison;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.pipeline.Sessions;
import io.sparkdistill.jobs.report.Ending;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunState;
import io.sparkdistill.jobs.run.Runs;
import io.sparkdistill.jobs.storage.SmallFiles;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the students of several runs, on a page and in the terminal. */
@Command(
        description = {
            "Compares the students of runs: settings, metrics with intervals, tests between them, size and speed.",
            "Writes a page like the report of a run, and its figures as JSON beside it."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions options;

    @Parameters(
            arity = "2..*",
            paramLabel = "RUN",
            description =
                    "Ids of runs or names of sweep variants in the output, or folders of runs or outputs. An output stands for its newest evaluated run.")
    private List<String> names;

    @Option(names = "--to", paramLabel = "FILE", description = "The page. By default comparison.html.")
    private String file = "comparison.html";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<ComparedRun> runs = new ArrayList<>();
        names.forEach(name -> runs.add(run(name, runs)));
        RunComparison comparison = RunComparison.of(runs, Sessions.start(new SparkConf(), "spark-distill compare"));
        ComparisonPage page = new ComparisonPage(comparison);
        String figures = file.replaceAll("[.]html$", "") + ".json";
        write(file, page.html());
        write(figures, page.json());
        PrintWriter out = spec.commandLine().getOut();
        out.println(new Ending()
                .with("comparison", file)
                .with("figures", figures)
                .next("promote ID, which serves the run of your choice")
                .below(comparison.summary()));
        out.flush();
        return ExitCode.SUCCESS.code();
    }

    private void write(String path, String text) {
        new SmallFiles(options.hadoop()).write(new Path(path), text.getBytes(StandardCharsets.UTF_8));
    }

    private ComparedRun run(String name, List<ComparedRun> before) {
        Path path = new Path(name);
        ComparedRun found = inOutput(name)
                .or(() -> path.getParent() == null
                        ? Optional.empty()
                        : byId(path.getName(), path.getParent().getParent(), path.getName()))
                .or(() -> newest(name, path))
                .orElseThrow(() -> new InputException(
                        "Cannot find run %s: it is neither a run or variant of the output nor a folder of a run or an output; the command `runs` lists all"
                                .formatted(name)));
        long same = before.stream()
                .filter(other -> other.name().replaceAll(" \\([0-9]+\\)$", "").equals(found.name()))
                .count();
        return same == 0 ? found : new ComparedRun("%s (%d)".formatted(found.name(), same + 1), found.run());
    }

    private Optional<ComparedRun> inOutput(String name) {
        return options.isGiven()
                ? byId(name, options.root(), name)
                        .or(() -> newest(name, new Path(options.root(), name.replace(' ', '-'))))
                : Optional.empty();
    }

    private Optional<ComparedRun> byId(String name, Path root, String id) {
        return root == null
                ? Optional.empty()
                : options.runs(root.toString())
                        .find(id)
                        .map(run -> ComparedRun.of(name, root.toString(), run.id(), options.hadoop()));
    }

    /** Returns the newest evaluated run of an output. */
    private Optional<ComparedRun> newest(String name, Path root) {
        Runs runs = options.runs(root.toString());
        Optional<Run> newest = runs.newest(run -> run.state() == RunState.EVALUATED);
        String shown = new Path(name).getName();
        return newest.map(
                run -> ComparedRun.of(shown.isEmpty() ? run.id() : shown, root.toString(), run.id(), options.hadoop()));
    }
}
