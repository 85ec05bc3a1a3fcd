package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.RequirementException;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.pipeline.Runner;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.run.Outcome;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.jobs.sweep.VariantOutcome.State;
import io.sparkdistill.jobs.train.TrainJob;
import io.sparkdistill.jobs.train.TrainJobResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the jobs of variants, several at the same time, and keeps the failures of some from ending the others. */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Runner runner;
    private final SparkConf conf;
    private final Leases leases;
    private final PrintWriter out;
    private final Function<Throwable, Outcome> outcome;
    private final Map<VariantRun, Exception> failures = new ConcurrentHashMap<>();
    /** Only one variant makes tables at a time, so that others find them complete. */
    private final Object tables = new Object();
    /** Other jobs share it. An evaluation holds it alone, since it measures the speed of models. */
    private final ReadWriteLock cores = new ReentrantReadWriteLock(true);

    Execution(Runner runner, SparkConf conf, Leases leases, PrintWriter out, Function<Throwable, Outcome> outcome) {
        this.runner = runner;
        this.conf = conf;
        this.leases = leases;
        this.out = out;
        this.outcome = outcome;
    }

    /** Runs the whole pipeline of a variant and prints all its results. */
    void run(VariantRun variant, Supplier<List<Job>> jobs) {
        print("%n%s%n%s".formatted(variant.name(), "=".repeat(variant.name().length())));
        attempt(variant, () -> runner.execute(variant.context(), conf, jobs.get(), leases));
    }

    /** Runs the whole pipeline of a variant and prints one line. */
    void runQuietly(VariantRun variant, Supplier<List<Job>> jobs) {
        attempt(variant, () -> {
            List<Job> all = jobs.get();
            SparkSession spark = makeTables(variant, all);
            for (Job job : all) {
                if (!isOfTables(job)) {
                    runner.requireSuccess(quietly(job, spark, variant.context()), variant.context());
                }
            }
            print(variant.name() + ": complete");
        });
    }

    /**
     * Trains the student of a variant for some epochs.
     *
     * @param job that pauses then
     */
    TrainJobResult train(VariantRun variant, TrainJob job) {
        SparkSession spark = Runner.start(variant.context(), conf);
        return quietly(job, () -> job.run(spark), variant.context());
    }

    /** Makes the tables of a variant, unless they are up to date. */
    SparkSession makeTables(VariantRun variant, List<Job> jobs) {
        SparkSession spark = Runner.start(variant.context(), conf);
        synchronized (tables) {
            jobs.stream().filter(Execution::isOfTables).forEach(job -> quietly(job, spark, variant.context()));
        }
        return spark;
    }

    /** Whether a job makes tables that variants share. */
    static boolean isOfTables(Job job) {
        return List.of(Verbs.AUGMENT, Verbs.LABEL).contains(job.verb());
    }

    private JobResult quietly(Job job, SparkSession spark, JobContext context) {
        return quietly(job, () -> job.run(spark), context);
    }

    /** Runs a job beside those of other variants, or alone if it measures speed. */
    private <R extends JobResult> R quietly(Job job, Supplier<R> work, JobContext context) {
        Lock lock = job.verb().equals(Verbs.EVALUATE) ? cores.writeLock() : cores.readLock();
        lock.lock();
        try {
            leases.requireHeld();
            return Terminal.quietly(() -> runner.run(work, context));
        } finally {
            lock.unlock();
        }
    }

    /** Does a step of a variant. Its failure is printed and kept. */
    void attempt(VariantRun variant, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failures.put(variant, e);
            LOG.error("The variant {} failed", variant.name(), e);
            print("%nThe variant %s failed: %s"
                    .formatted(variant.name(), outcome.apply(e).message()));
        }
    }

    /**
     * Does something for each variant.
     *
     * @param parallel variants at the same time, at most; they are started in order
     */
    static void each(List<VariantRun> variants, int parallel, Consumer<VariantRun> step) {
        if (parallel == 1) {
            variants.forEach(step);
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<?>> steps = new ArrayList<>();
            variants.forEach(variant -> steps.add(threads.submit(() -> step.accept(variant))));
            for (Future<?> each : steps) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The sweep was interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    boolean hasFailed(VariantRun variant) {
        return failures.containsKey(variant);
    }

    /** Returns the failure of a variant; null for none. */
    Exception failure(VariantRun variant) {
        return failures.get(variant);
    }

    /** Returns what became of a variant that was not stopped. */
    VariantOutcome outcome(VariantRun variant, List<Rung> rungs) {
        Exception failure = failures.get(variant);
        State state =
                failure == null ? State.COMPLETE : failure instanceof RequirementException ? State.UNMET : State.FAILED;
        return outcome(
                variant,
                rungs,
                state,
                failure == null ? null : outcome.apply(failure).message());
    }

    /** Returns the outcome of a variant. */
    static VariantOutcome outcome(VariantRun variant, List<Rung> rungs, State state, String message) {
        String run = variant.context().runs().opened().map(Run::id).orElse(null);
        String own =
                variant.isSearched() ? "" : variant.context().output().root().getName() + "/";
        return new VariantOutcome(state, message, variant.values(), rungs, run == null ? null : own + "runs/" + run);
    }

    void print(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
