package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.jobs.sweep.Comparison;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the pipeline for every variant of a configuration and compares the students. */
@Command(
        description = {
            "Runs the pipeline once for every entry of `sweep`, each in a folder of its own under `output`,",
            "and compares the students in a table and a picture. A text is labelled once for all of them."
        },
        mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig base = options.load(conf, hadoop);
        if (base.sweep().isEmpty()) {
            throw new ConfigurationException("sweep is empty: give it variants {name = ..., set = [...]}");
        }
        PrintWriter out = spec.commandLine().getOut();
        Runner runner = new Runner(out);
        Map<String, JobContext> contexts = new LinkedHashMap<>();
        Map<String, List<Job>> jobs = new LinkedHashMap<>();
        for (SweepVariant variant : base.sweep()) {
            JobContext context = new JobContext(options.load(conf, hadoop, overrides(base, variant)), hadoop);
            contexts.put(variant.name(), context);
            jobs.put(variant.name(), Pipeline.jobs(context));
            runner.prepare(context, jobs.get(variant.name()));
        }
        jobs.forEach((name, ofVariant) -> {
            out.printf("%n%s%n%s%n", name, "=".repeat(name.length()));
            runner.execute(contexts.get(name), conf, ofVariant);
        });
        Comparison comparison = Comparison.of(contexts);
        comparison.store(new JobContext(base, hadoop).output());
        out.println();
        out.println(comparison.summary());
        return ExitCode.SUCCESS;
    }

    private static List<String> overrides(DistillConfig base, SweepVariant variant) {
        List<String> overrides = new ArrayList<>(variant.set());
        overrides.add("output=" + base.output() + "/" + variant.name().replace(' ', '-'));
        overrides.add("logits=" + base.logits().orElse(base.output() + "/logits"));
        return overrides;
    }
}
