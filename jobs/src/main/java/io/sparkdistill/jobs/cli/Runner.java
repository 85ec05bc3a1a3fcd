package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
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

    void run(JobContext context, SparkConf conf, List<Job> jobs) {
        prepare(context, jobs);
        execute(context, conf, jobs);
    }

    /** What comes before Spark starts. */
    void prepare(JobContext context, List<Job> jobs) {
        LOG.info("Configuration in effect: {}", context.config().effective());
        context.requireTableFormat();
        jobs.forEach(Job::validate);
        context.output().writeText("configuration.json", context.config().effective());
    }

    void execute(JobContext context, SparkConf conf, List<Job> jobs) {
        context.config().tableFormat().configure(conf);
        SparkSession spark = SparkSession.builder()
                .config(ModelMetricsPlugin.addTo(conf))
                .appName("spark-distill")
                .getOrCreate();
        for (Job job : jobs) {
            out.println();
            out.println(job.run(spark).summary());
            out.flush();
        }
    }
}
