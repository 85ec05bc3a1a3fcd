package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.jobs.pipeline.Runner;
import java.io.PrintWriter;
import java.util.ArrayList;
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

/** Runs a complete distillation on sentences that it generates, without downloads and without a configuration. */
@Command(
        description = {
            "Generates a corpus of reviews, trains a teacher on many labels, and distills it into a student with few labels.",
            "The configurations are conf/quickstart-teacher.conf and conf/quickstart.conf; --set overrides keys of both."
        },
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key in both configurations. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private LeaseOption locks;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        DistillConfig teacher = ConfigOptions.bundled("quickstart-teacher.conf", overrides, conf);
        QuickstartCorpus.write(teacher, SparkHadoopUtil.get().newConfiguration(conf));
        run(teacher, conf, "1. A teacher, trained on many labels");
        run(
                ConfigOptions.bundled("quickstart.conf", overrides, conf),
                conf,
                "2. A student with few labels, distilled from the teacher");
        return ExitCode.SUCCESS.code();
    }

    private void run(DistillConfig config, SparkConf conf, String title) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%n%s%n%s%n", title, "=".repeat(title.length()));
        out.flush();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        JobContext context = new JobContext(config, hadoop);
        new Runner(out, Failure::outcome).run(context, conf, Pipeline.jobs(context), locks.existingLeases());
    }
}
