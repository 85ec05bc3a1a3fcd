package io.sparkdistill.jobs.pipeline;

import io.sparkdistill.jobs.inference.AttentionKernels;
import io.sparkdistill.jobs.inference.ExecutorExclusion;
import io.sparkdistill.jobs.inference.GpuShares;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.report.Ending;
import io.sparkdistill.jobs.run.Outcome;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.jobs.storage.Leases.ExistingLeases;
import io.sparkdistill.jobs.tracking.Tracking;
import io.sparkdistill.metrics.ModelMetricsPlugin;
import io.sparkdistill.table.Logits;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs jobs: all are validated before Spark starts, then each runs and its result is printed. */
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private static final String REPORT = Artifacts.EVALUATION + "/report.html";

    private final PrintWriter out;
    private final Function<Throwable, Outcome> outcome;

    /**
     * Creates a runner.
     *
     * @param out on which results are printed
     * @param outcome returns how the process ends after a failure, for the record of the run
     */
    public Runner(PrintWriter out, Function<Throwable, Outcome> outcome) {
        this.out = out;
        this.outcome = outcome;
    }

    /**
     * Runs jobs with the leases of their folders.
     *
     * @param existing treatment of leases that other runs hold
     */
    public void run(JobContext context, SparkConf conf, List<Job> jobs, ExistingLeases existing) {
        try (Leases leases = Leases.take(folders(context, jobs), context.hadoop(), existing)) {
            prepare(context, jobs);
            execute(context, conf, jobs, leases);
            close(context, jobs.get(jobs.size() - 1));
        }
    }

    /** Returns the folders that jobs write to, each with the setting that names it; none if the jobs write nothing. */
    public static Map<Path, String> folders(JobContext context, List<Job> jobs) {
        Map<Path, String> folders = new LinkedHashMap<>();
        if (jobs.stream().anyMatch(Job::writes)) {
            folders.put(context.output().root(), "output");
        }
        boolean labels = jobs.stream()
                .anyMatch(job -> job.writes()
                        && List.of(Verbs.LABEL, Verbs.ANSWER, Verbs.COMPACT).contains(job.verb()));
        if (labels && context.config().logits().isPresent()) {
            folders.putIfAbsent(context.output().path(Logits.TABLE), "logits");
        }
        return folders;
    }

    /** Logs the configuration and validates jobs, before Spark starts. */
    public void prepare(JobContext context, List<Job> jobs) {
        LOG.info("Configuration in effect: {}", context.config().effective());
        context.requireTableFormat();
        jobs.forEach(Job::validate);
    }

    /** Starts Spark and runs jobs. Before each one, the leases are checked. */
    public void execute(JobContext context, SparkConf conf, List<Job> jobs, Leases leases) {
        SparkSession spark = start(context, conf);
        for (Job job : jobs) {
            leases.requireHeld();
            JobResult result = run(() -> job.run(spark), context);
            if (job.writes()) {
                // Written after the job, so that a run which fails at once does not replace the configuration of the
                // last one.
                context.output()
                        .writeText("configuration.json", context.config().effective());
            }
            out.println();
            out.println(result.summary());
            out.flush();
            requireSuccess(result, context);
        }
    }

    /** Says what was made, where it is, and which command may come next. */
    private void close(JobContext context, Job last) {
        Ending ending = new Ending();
        if (last.writes()) {
            context.runs().opened().ifPresent(run -> {
                ending.with("run", run.path());
                String report = run.artifact(REPORT);
                if (context.output().exists(report)) {
                    ending.with("report", context.output().path(report));
                }
            });
            ending.with("output", context.output().root()).next(Verbs.next(last.verb()));
        } else {
            ending.next(Verbs.WITH_SAME.formatted(last.verb()));
        }
        out.println(ending);
        out.flush();
    }

    /** Starts Spark for the jobs of a configuration, or returns the present session. */
    public static SparkSession start(JobContext context, SparkConf conf) {
        context.config().tableFormat().configure(conf);
        GpuShares.require(
                conf,
                package$.MODULE$.SPARK_VERSION(),
                context.config().label().inference().gpusPerTask());
        ExecutorExclusion.exclude(conf);
        AttentionKernels.withoutPlans(conf);
        context.config().models().configure(conf);
        return Sessions.start(ModelMetricsPlugin.addTo(conf), "spark-distill");
    }

    /** Throws the failure with which a job ends once its result is shown, and records it. */
    public void requireSuccess(JobResult result, JobContext context) {
        result.failure().ifPresent(failure -> {
            context.runs().opened().ifPresent(run -> run.recordOutcome(outcome.apply(failure)));
            throw failure;
        });
    }

    /** Runs a job and records its failure in the run that it has opened. Nothing is printed. */
    public <R extends JobResult> R run(Supplier<R> job, JobContext context) {
        try {
            return job.get();
        } catch (RuntimeException | Error failure) {
            context.runs().opened().ifPresent(run -> {
                run.recordFailure(outcome.apply(failure));
                new Tracking(context.config().tracking(), run).failed();
            });
            throw failure;
        }
    }
}
