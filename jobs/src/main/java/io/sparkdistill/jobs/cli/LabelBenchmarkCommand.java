package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.benchmark.EngineBenchmark;
import io.sparkdistill.jobs.benchmark.LabelBenchmark;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.JobContext;
import java.io.PrintWriter;
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

/** Runs the command benchmark label, which measures how fast labeling is. */
@Command(
        name = "label",
        description = {
            "Labels the same rows by a bare DJL loop, by this job, and in fixed batches, and prints the rows per"
                    + " second.",
            "A teacher with alternatives is measured in all its files: bare and by this job, on one thread and on two.",
            "Ready configurations: conf/benchmark-phrases.conf, conf/benchmark-reviews.conf."
        },
        mixinStandardHelpOptions = true)
final class LabelBenchmarkCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Option(names = "--repeats", description = "The number of turns of each measurement (default: ${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig config = options.load(conf, hadoop).forBenchmark();
        if (config.task().type() != TaskType.TEXT) {
            throw new ConfigurationException("Cannot measure: task.type must be text");
        }
        BenchmarkSessions sessions = new BenchmarkSessions(conf);
        if (sessions.namesMaster()) {
            throw new ConfigurationException("Cannot measure labeling with --master %s: it compares local[1] with"
                            .formatted(conf.get("spark.master"))
                    + " local[2]; leave --master out");
        }
        sessions.writeTransferSet(new JobContext(config, hadoop));
        TeacherStaging staging = new TeacherStaging(hadoop, config.task().classes());
        PrintWriter out = spec.commandLine().getOut();
        for (TeacherConfig teacher : config.teachers()) {
            JobContext context = new JobContext(config.withTeachers(List.of(teacher)), hadoop);
            if (teacher.candidates().size() > 1) {
                new EngineBenchmark(context, teacher, sessions::start, out).run(repeats);
            } else {
                new LabelBenchmark(context, staging.stage(teacher), sessions::start, out).run(repeats);
            }
        }
        return ExitCode.SUCCESS.code();
    }
}
