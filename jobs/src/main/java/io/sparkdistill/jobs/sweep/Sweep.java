package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Runner;
import io.sparkdistill.jobs.run.Outcome;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.jobs.storage.Leases.ExistingLeases;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sweep runs the pipeline for every variant of a configuration, one after the other, and compares the students. */
public final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final JobContext base;
    private final List<VariantRun> parts;

    private Sweep(JobContext base, List<VariantRun> parts) {
        this.base = base;
        this.parts = List.copyOf(parts);
    }

    /**
     * Returns the sweep of a configuration.
     *
     * @param variants loads the configuration with further overrides, each {@code key=value}
     * @throws ConfigurationException if there are no variants, or they are in the wrong order
     */
    public static Sweep of(DistillConfig base, Configuration hadoop, Function<List<String>, DistillConfig> variants) {
        if (base.sweep().isEmpty()) {
            throw new ConfigurationException(
                    "Cannot run a sweep: sweep is empty; add variants {name = ..., set = [...]}");
        }
        List<VariantRun> parts = new ArrayList<>();
        for (SweepVariant variant : base.sweep()) {
            DistillConfig config = variants.apply(overrides(base, variant));
            List<TeacherConfig> teachers = config.teachers().stream()
                    .flatMap(teacher -> VariantRun.expand(teacher, parts))
                    .toList();
            VariantRun part = new VariantRun(variant.name(), new JobContext(config.withTeachers(teachers), hadoop));
            part.checkOrder(parts);
            parts.add(part);
        }
        return new Sweep(new JobContext(base, hadoop), parts);
    }

    private static List<String> overrides(DistillConfig base, SweepVariant variant) {
        List<String> overrides = new ArrayList<>(variant.set());
        overrides.add("output=" + variant.output(base.output()));
        // The student of a variant may teach a later one, however it compares with that of an earlier sweep.
        overrides.add("promote.when=always");
        overrides.add("logits=" + base.logits().orElse(base.output() + "/logits"));
        return overrides;
    }

    /**
     * Runs the variants and stores the comparison of those that succeed.
     *
     * @param existing treatment of leases that other runs hold
     * @param outcome returns how a variant ended that failed
     * @throws Exception the first failure, after all variants have run
     */
    public void run(PrintWriter out, SparkConf conf, ExistingLeases existing, Function<Throwable, Outcome> outcome)
            throws Exception {
        Map<Path, String> folders = new LinkedHashMap<>();
        folders.put(base.output().root(), "output");
        parts.forEach(part -> folders.putAll(Runner.folders(part.context(), part.jobs())));
        try (Leases leases = Leases.take(folders, base.hadoop(), existing)) {
            Map<VariantRun, Exception> failures = runVariants(out, conf, leases, outcome);
            compare(out, failures);
            for (Exception failure : failures.values()) {
                throw failure;
            }
        }
    }

    private void compare(PrintWriter out, Map<VariantRun, Exception> failures) {
        Map<String, JobContext> contexts = new LinkedHashMap<>();
        parts.stream()
                .filter(part -> !failures.containsKey(part))
                .forEach(part -> contexts.put(part.name(), part.context()));
        if (!contexts.isEmpty()) {
            Comparison comparison = Comparison.of(contexts);
            comparison.store(base.output());
            out.println();
            out.println(comparison.summary());
        }
    }

    /** Checks all variants, then runs them. If one fails, the others are still run and compared. */
    private Map<VariantRun, Exception> runVariants(
            PrintWriter out, SparkConf conf, Leases leases, Function<Throwable, Outcome> outcome) {
        Runner runner = new Runner(out, outcome);
        Map<VariantRun, List<Job>> checked = new LinkedHashMap<>();
        for (VariantRun part : parts) {
            checked.put(part, part.awaitsTeacher() ? part.jobsWithoutMissingTeachers() : part.jobs());
            runner.prepare(part.context(), checked.get(part));
        }
        Map<VariantRun, Exception> failures = new LinkedHashMap<>();
        for (VariantRun part : parts) {
            out.printf("%n%s%n%s%n", part.name(), "=".repeat(part.name().length()));
            try {
                run(part, checked.get(part), runner, conf, leases);
            } catch (Exception e) {
                failures.put(part, e);
                LOG.error("The variant {} failed", part.name(), e);
                out.printf(
                        "%nThe variant %s failed: %s%n",
                        part.name(), outcome.apply(e).message());
                out.flush();
            }
        }
        return failures;
    }

    private static void run(VariantRun part, List<Job> checked, Runner runner, SparkConf conf, Leases leases) {
        List<Job> jobs = checked;
        if (part.awaitsTeacher()) {
            jobs = part.jobs();
            jobs.forEach(Job::validate);
        }
        runner.execute(part.context(), conf, jobs, leases);
    }
}
