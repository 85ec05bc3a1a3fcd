package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.inference.SickExecutors;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.Leases;
import io.sparkdistill.metrics.ModelMetricsPlugin;
import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs jobs: first all are validated, then Spark starts, then each runs and reports. */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final PrintWriter out;

    Runner(PrintWriter out) {
        this.out = out;
    }

    /**
     * Runs jobs while nobody else writes to their folders.
     *
     * @param locks how to take the leases of these folders
     */
    void run(JobContext context, SparkConf conf, List<Job> jobs, LeaseOption locks) {
        try (Leases leases = locks.take(context, jobs)) {
            prepare(context, jobs);
            execute(context, conf, jobs, leases);
        }
    }

    /** Does what comes before Spark starts. */
    void prepare(JobContext context, List<Job> jobs) {
        LOG.info("Configuration in effect: {}", context.config().effective());
        context.requireTableFormat();
        jobs.forEach(Job::validate);
    }

    /** Starts Spark and runs jobs, each as long as nobody has broken the leases. */
    void execute(JobContext context, SparkConf conf, List<Job> jobs, Leases leases) {
        context.config().tableFormat().configure(conf);
        SickExecutors.exclude(conf);
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
