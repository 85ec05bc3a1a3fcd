package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.benchmark.LabelCosts;
import io.sparkdistill.jobs.benchmark.PlanBenchmark;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.LabelConfig;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the command benchmark plan, which plans labeling of many rows without running it. */
@Command(
        name = "plan",
        description = {
            "Plans labeling without running it, by label's own planning and a cost model, and prints tasks, commits,"
                    + " files, time and memory of the driver for each number of rows and of task slots.",
            "Without --config: conf/benchmark-memory.conf. The costs are those of one run of `label`: see docs/benchmarks.md."
        },
        mixinStandardHelpOptions = true)
final class PlanBenchmarkCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Option(names = "--rows", split = ",", description = "Numbers of rows (default: ${DEFAULT-VALUE}).")
    private List<Long> rows = List.of(1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L, 10_000_000_000L);

    @Option(
            names = "--slots",
            split = ",",
            description = "Numbers of tasks that run at the same time (default: ${DEFAULT-VALUE}).")
    private List<Integer> slots = List.of(2, 20, 200, 1_000);

    @Option(
            names = "--row-seconds",
            description = "Inference per row on one slot (default: ${DEFAULT-VALUE}, a small transformer on one core).")
    private double rowSeconds = 0.0037;

    @Option(
            names = "--other-row-seconds",
            description = "Everything but inference per row on one slot (default: ${DEFAULT-VALUE}).")
    private double otherRowSeconds = 3e-5;

    @Option(names = "--fixed-seconds", description = "Fixed time of a run (default: ${DEFAULT-VALUE}).")
    private double fixedSeconds = 20;

    @Option(names = "--commit-seconds", description = "Driver's time per commit (default: ${DEFAULT-VALUE}).")
    private double commitSeconds = 2;

    @Option(
            names = "--write-row-seconds",
            description = "Writing of logits per row on one slot (default: ${DEFAULT-VALUE}).")
    private double writeRowSeconds = 5e-6;

    @Option(
            names = "--spread",
            description = "Standard deviation of the durations of tasks, as a share of their mean"
                    + " (default: ${DEFAULT-VALUE}).")
    private double spread = 0.2;

    @Option(
            names = "--row-bytes",
            description = "Bytes of a row of the transfer set on disk (default: ${DEFAULT-VALUE}).")
    private long rowBytes = 60;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        requirePositive();
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        LabelConfig.Inference config = options.loadOrBundled("benchmark-memory.conf", conf, hadoop)
                .label()
                .inference();
        LabelCosts costs =
                new LabelCosts(rowSeconds, otherRowSeconds, fixedSeconds, commitSeconds, writeRowSeconds, spread);
        spec.commandLine().getOut().println(new PlanBenchmark(config, costs, rowBytes).table(rows, slots));
        return ExitCode.SUCCESS.code();
    }

    private void requirePositive() {
        if (rows.stream().anyMatch(count -> count < 1) || slots.stream().anyMatch(count -> count < 1)) {
            throw new ConfigurationException(
                    "Cannot plan: --rows = %s, --slots = %s: give positive numbers".formatted(rows, slots));
        }
        if (rowSeconds <= 0 || rowBytes < 1) {
            throw new ConfigurationException("Cannot plan: --row-seconds = %s, --row-bytes = %d: give positive numbers"
                    .formatted(rowSeconds, rowBytes));
        }
    }
}
