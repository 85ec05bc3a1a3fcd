package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.JobContext;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The sessions that benchmarks start and stop. */
final class BenchmarkSessions {
    private final SparkConf conf;

    BenchmarkSessions(SparkConf conf) {
        this.conf = conf;
    }

    /** Starts a session; whoever asked stops it. */
    SparkSession start(String master) {
        return SparkSession.builder()
                .config(conf)
                .master(master)
                .appName("spark-distill benchmark")
                // Nobody watches a bar here, and a session that starts slowly shall not beat before it is up.
                .config("spark.executor.heartbeatInterval", "10s")
                .getOrCreate();
    }

    void writeTransferSet(JobContext context) {
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        SparkSession spark = start("local[2]");
        try {
            augment.run(spark);
        } finally {
            spark.stop();
        }
    }
}
