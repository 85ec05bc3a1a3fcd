package io.sparkdistill.jobs.pipeline;

import io.sparkdistill.jobs.inference.AttentionKernels;
import io.sparkdistill.jobs.inference.SickExecutors;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.jobs.storage.Leases.Others;
import io.sparkdistill.metrics.ModelMetricsPlugin;
import io.sparkdistill.table.Logits;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs jobs: first all are validated, then Spark starts, then each runs and reports. */
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final PrintWriter out;

    /**
     * Makes a runner.
     *
     * @param out where jobs report
     */
    public Runner(PrintWriter out) {
        this.out = out;
    }

    /**
     * Runs jobs while nobody else writes to their folders.
     *
     * @param others what becomes of a lease that another run holds
     */
    public void run(JobContext context, SparkConf conf, List<Job> jobs, Others others) {
        try (Leases leases = Leases.take(folders(context, jobs), context.hadoop(), others)) {
            prepare(context, jobs);
            execute(context, conf, jobs, leases);
        }
    }

    /** What jobs write to, with the settings that name it: nothing if they only look. */
    public static Map<Path, String> folders(JobContext context, List<Job> jobs) {
        Map<Path, String> folders = new LinkedHashMap<>();
        if (jobs.stream().anyMatch(Job::writes)) {
            folders.put(context.output().root(), "output");
        }
        boolean labels =
                jobs.stream().anyMatch(job -> job.writes() && job.verb().equals(Verbs.LABEL));
        if (labels && context.config().logits().isPresent()) {
            folders.putIfAbsent(context.output().path(Logits.TABLE), "logits");
        }
        return folders;
    }

    /** Does what comes before Spark starts. */
    public void prepare(JobContext context, List<Job> jobs) {
        LOG.info("Configuration in effect: {}", context.config().effective());
        context.requireTableFormat();
        jobs.forEach(Job::validate);
    }

    /** Starts Spark and runs jobs, each as long as nobody has broken the leases. */
    public void execute(JobContext context, SparkConf conf, List<Job> jobs, Leases leases) {
        context.config().tableFormat().configure(conf);
        SickExecutors.exclude(conf);
        AttentionKernels.withoutPlans(conf);
        context.config().models().configure(conf);
        SparkSession spark = Sessions.start(ModelMetricsPlugin.addTo(conf), "spark-distill");
        for (Job job : jobs) {
            leases.requireHeld();
            String summary = job.run(spark).summary();
            if (job.writes()) {
                // Not before: a run that fails at once leaves the record of the last one that did something.
                context.output()
                        .writeText("configuration.json", context.config().effective());
            }
            out.println();
            out.println(summary);
            out.flush();
        }
    }
}
