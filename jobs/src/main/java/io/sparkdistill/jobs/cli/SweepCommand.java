package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
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
            "and compares the students in a table and a picture. A text is labelled once for all of them.",
            "A teacher with `variant = NAME` is the student of an earlier entry."
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
        List<SweepPart> parts = parts(base, conf, hadoop);
        Map<SweepPart, List<Job>> checked = new LinkedHashMap<>();
        for (SweepPart part : parts) {
            checked.put(part, part.waits() ? part.withoutMissingTeachers() : part.jobs());
            runner.prepare(part.context(), checked.get(part));
        }
        for (SweepPart part : parts) {
            out.printf("%n%s%n%s%n", part.name(), "=".repeat(part.name().length()));
            if (part.waits()) {
                checked.put(part, part.jobs());
                checked.get(part).forEach(Job::validate);
            }
            runner.execute(part.context(), conf, checked.get(part));
        }
        Map<String, JobContext> contexts = new LinkedHashMap<>();
        parts.forEach(part -> contexts.put(part.name(), part.context()));
        Comparison comparison = Comparison.of(contexts);
        comparison.store(new JobContext(base, hadoop).output());
        out.println();
        out.println(comparison.summary());
        return ExitCode.SUCCESS;
    }

    private List<SweepPart> parts(DistillConfig base, SparkConf conf, Configuration hadoop) {
        List<SweepPart> parts = new ArrayList<>();
        for (SweepVariant variant : base.sweep()) {
            DistillConfig config = options.load(conf, hadoop, overrides(base, variant));
            List<TeacherConfig> teachers = config.teachers().stream()
                    .flatMap(teacher -> SweepPart.models(teacher, parts))
                    .toList();
            SweepPart part = new SweepPart(variant.name(), new JobContext(config.withTeachers(teachers), hadoop));
            part.checkOrder(parts);
            parts.add(part);
        }
        return parts;
    }

    private static List<String> overrides(DistillConfig base, SweepVariant variant) {
        List<String> overrides = new ArrayList<>(variant.set());
        overrides.add("output=" + variant.output(base.output()));
        overrides.add("logits=" + base.logits().orElse(base.output() + "/logits"));
        return overrides;
    }
}
