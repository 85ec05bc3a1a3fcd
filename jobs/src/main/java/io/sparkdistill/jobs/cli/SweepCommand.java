package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.jobs.sweep.Comparison;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger LOG = LoggerFactory.getLogger(SweepCommand.class);

    @Mixin
    private ConfigOptions options;

    @Mixin
    private LeaseOption locks;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig base = options.load(conf, hadoop);
        if (base.sweep().isEmpty()) {
            throw new ConfigurationException("sweep is empty: give it variants {name = ..., set = [...]}");
        }
        List<SweepPart> parts = parts(base, conf, hadoop);
        Map<Path, String> folders = new LinkedHashMap<>();
        folders.put(new JobContext(base, hadoop).output().root(), "output");
        parts.forEach(part -> folders.putAll(LeaseOption.folders(part.context(), part.jobs())));
        try (Leases leases = locks.take(folders, hadoop)) {
            run(base, parts, conf, hadoop, leases);
        }
        return ExitCode.SUCCESS.code();
    }

    private void run(DistillConfig base, List<SweepPart> parts, SparkConf conf, Configuration hadoop, Leases leases)
            throws Exception {
        Map<SweepPart, Exception> failures = run(parts, conf, leases);
        Map<String, JobContext> contexts = new LinkedHashMap<>();
        parts.stream()
                .filter(part -> !failures.containsKey(part))
                .forEach(part -> contexts.put(part.name(), part.context()));
        if (!contexts.isEmpty()) {
            Comparison comparison = Comparison.of(contexts);
            comparison.store(new JobContext(base, hadoop).output());
            spec.commandLine().getOut().println();
            spec.commandLine().getOut().println(comparison.summary());
        }
        for (Exception failure : failures.values()) {
            throw failure;
        }
    }

    /** Runs the variants, all of which are checked first. One that fails does not keep the others from being compared. */
    private Map<SweepPart, Exception> run(List<SweepPart> parts, SparkConf conf, Leases leases) {
        PrintWriter out = spec.commandLine().getOut();
        Runner runner = new Runner(out);
        Map<SweepPart, List<Job>> checked = new LinkedHashMap<>();
        for (SweepPart part : parts) {
            checked.put(part, part.waits() ? part.withoutMissingTeachers() : part.jobs());
            runner.prepare(part.context(), checked.get(part));
        }
        Map<SweepPart, Exception> failures = new LinkedHashMap<>();
        for (SweepPart part : parts) {
            out.printf("%n%s%n%s%n", part.name(), "=".repeat(part.name().length()));
            try {
                run(part, checked.get(part), runner, conf, leases);
            } catch (Exception e) {
                failures.put(part, e);
                LOG.error("The variant {} failed", part.name(), e);
                out.printf(
                        "%nThe variant %s failed: %s%n",
                        part.name(), Failure.of(e).message());
                out.flush();
            }
        }
        return failures;
    }

    private static void run(SweepPart part, List<Job> checked, Runner runner, SparkConf conf, Leases leases) {
        List<Job> jobs = checked;
        if (part.waits()) {
            jobs = part.jobs();
            jobs.forEach(Job::validate);
        }
        runner.execute(part.context(), conf, jobs, leases);
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
