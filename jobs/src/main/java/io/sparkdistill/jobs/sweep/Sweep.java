package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.SweepConfig;
import io.sparkdistill.jobs.config.SweepVariant;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.RequirementException;
import io.sparkdistill.jobs.pipeline.Runner;
import io.sparkdistill.jobs.run.Outcome;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.jobs.storage.Leases.ExistingLeases;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/** A sweep runs the pipeline for every variant of a configuration and compares the students. */
public final class Sweep {
    private final JobContext base;
    private final List<VariantRun> parts;
    /** The searched variants that make tables; all others find them complete. */
    private final Set<VariantRun> makers;

    private Sweep(JobContext base, List<VariantRun> parts, Set<VariantRun> makers) {
        this.base = base;
        this.parts = List.copyOf(parts);
        this.makers = Set.copyOf(makers);
    }

    /**
     * Returns the sweep of a configuration.
     *
     * @param variants loads the configuration with further overrides, each {@code key=value}
     * @throws ConfigurationException if there are no variants, they are in the wrong order, or they cannot be compared
     */
    public static Sweep of(DistillConfig base, Configuration hadoop, Function<List<String>, DistillConfig> variants) {
        if (base.sweep().isEmpty()) {
            throw new ConfigurationException(
                    "Cannot run a sweep: sweep is empty; add variants {name = ..., set = [...]}, or sweep.parameters");
        }
        SearchChecks checks = new SearchChecks(base);
        SharedTables tables = new SharedTables(base);
        List<VariantRun> parts = new ArrayList<>();
        for (SweepVariant variant : base.sweep().variants()) {
            DistillConfig config = variants.apply(overrides(base, variant));
            JobContext context = new JobContext(config.withTeachers(teachers(config, parts)), hadoop);
            parts.add(new VariantRun(variant.name(), tables.named(context), Map.of()));
            parts.get(parts.size() - 1).checkOrder(parts.subList(0, parts.size() - 1));
        }
        Set<VariantRun> makers = new HashSet<>();
        for (Trial trial : Search.trials(base.sweep(), base.seed())) {
            DistillConfig config = variants.apply(overrides(base, trial));
            checks.check(trial, config);
            JobContext context = new JobContext(config.withTeachers(teachers(config, parts)), hadoop);
            VariantRun part = new VariantRun(trial.name(), tables.searched(context), trial.values());
            parts.add(part);
            if (tables.isMaker(context)) {
                makers.add(part);
            }
        }
        return new Sweep(new JobContext(base, hadoop), parts, makers);
    }

    private static List<TeacherConfig> teachers(DistillConfig config, List<VariantRun> earlier) {
        return config.teachers().stream()
                .flatMap(teacher -> VariantRun.expand(teacher, earlier))
                .toList();
    }

    private static List<String> overrides(DistillConfig base, SweepVariant variant) {
        List<String> overrides = new ArrayList<>(variant.set());
        overrides.add("output=" + variant.output(base.output()));
        // The student of a variant may teach a later one, however it compares with that of an earlier sweep.
        overrides.add("promote.when=always");
        overrides.add("logits=" + base.logits().orElse(base.output() + "/logits"));
        return withThreads(base, overrides);
    }

    private static List<String> overrides(DistillConfig base, Trial trial) {
        return withThreads(base, new ArrayList<>(trial.overrides()));
    }

    /** Divides the cores among variants that run at the same time. */
    private static List<String> withThreads(DistillConfig base, List<String> overrides) {
        if (base.train().threads() == 0 && base.sweep().parallel() > 1) {
            int cores = Runtime.getRuntime().availableProcessors();
            overrides.add("train.threads=" + Math.max(1, cores / base.sweep().parallel()));
        }
        return overrides;
    }

    /**
     * Runs the variants, stores their comparison, and promotes the best searched one.
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
            Runner runner = new Runner(out, outcome);
            Execution execution = new Execution(runner, conf, leases, out, outcome);
            Map<VariantRun, VariantOutcome> outcomes = runVariants(runner, execution);
            leases.requireHeld();
            SweepResult result = new SweepResult(base, outcomes);
            base.output().writeText("configuration.json", base.config().effective());
            out.println(result.finish(Runner.start(base, conf)));
            out.flush();
            throwFailure(execution, result);
        }
    }

    /** Throws the first failure. A searched variant that does not meet the requirements is one only if none does. */
    private void throwFailure(Execution execution, SweepResult result) throws Exception {
        for (VariantRun part : parts) {
            Exception failure = execution.failure(part);
            boolean excused = part.isSearched() && failure instanceof RequirementException && result.hasBest();
            if (failure != null && !excused) {
                throw failure;
            }
        }
    }

    /** Checks all variants, then runs them. If one fails, the others are still run and compared. */
    private Map<VariantRun, VariantOutcome> runVariants(Runner runner, Execution execution) {
        Map<VariantRun, List<Job>> checked = new LinkedHashMap<>();
        for (VariantRun part : parts) {
            checked.put(part, own(part, part.awaitsTeacher() ? part.jobsWithoutMissingTeachers() : part.jobs()));
            runner.prepare(part.context(), checked.get(part));
        }
        List<VariantRun> named =
                parts.stream().filter(part -> !part.isSearched()).toList();
        List<VariantRun> searched =
                parts.stream().filter(VariantRun::isSearched).toList();
        int parallel = base.config().sweep().parallel();
        Map<String, CountDownLatch> ended = new HashMap<>();
        named.forEach(part -> ended.put(part.name(), new CountDownLatch(1)));
        Execution.each(named, parallel, part -> {
            part.awaited().forEach(teacher -> await(ended.get(teacher)));
            if (parallel == 1) {
                execution.run(part, () -> jobs(part, checked));
            } else {
                execution.runQuietly(part, () -> jobs(part, checked));
            }
            ended.get(part.name()).countDown();
        });
        Map<VariantRun, VariantOutcome> outcomes = new LinkedHashMap<>();
        named.forEach(part -> outcomes.put(part, execution.outcome(part, List.of())));
        outcomes.putAll(search(searched, part -> jobs(part, checked), execution));
        return outcomes;
    }

    private Map<VariantRun, VariantOutcome> search(
            List<VariantRun> searched, Function<VariantRun, List<Job>> jobs, Execution execution) {
        searched.stream()
                .filter(makers::contains)
                .forEach(part -> execution.attempt(part, () -> execution.makeTables(part, jobs.apply(part))));
        List<VariantRun> alive =
                searched.stream().filter(part -> !execution.hasFailed(part)).toList();
        Halving halving = new Halving(execution, base.config(), base.output());
        boolean halves = base.config().sweep().search() == SweepConfig.Search.HALVING;
        List<VariantRun> survivors = halves ? halving.run(alive) : alive;
        if (!survivors.isEmpty()) {
            execution.print("%nTo the end: %s".formatted(Rung.variants(survivors.size())));
        }
        Execution.each(
                survivors,
                base.config().sweep().parallel(),
                part -> execution.runQuietly(part, () -> jobs.apply(part)));
        Map<VariantRun, VariantOutcome> outcomes = new LinkedHashMap<>();
        for (VariantRun part : searched) {
            boolean stopped = !survivors.contains(part) && !execution.hasFailed(part);
            outcomes.put(
                    part,
                    stopped
                            ? Execution.outcome(part, halving.rungs(part), VariantOutcome.State.STOPPED, null)
                            : execution.outcome(part, halving.rungs(part)));
        }
        return outcomes;
    }

    private List<Job> own(VariantRun part, List<Job> jobs) {
        boolean makes = !part.isSearched() || makers.contains(part);
        return jobs.stream().filter(job -> makes || !Execution.isOfTables(job)).toList();
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The sweep was interrupted", e);
        }
    }

    /** Returns the jobs of a variant, which are checked here if they could not be before their teacher was trained. */
    private List<Job> jobs(VariantRun part, Map<VariantRun, List<Job>> checked) {
        if (!part.awaitsTeacher()) {
            return checked.get(part);
        }
        List<Job> jobs = own(part, part.jobs());
        jobs.forEach(Job::validate);
        return jobs;
    }
}
