package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Sessions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts the Spark sessions of benchmarks. */
final class BenchmarkSessions {
    static final String NAME = "spark-distill benchmark";

    private static final String ALL_CORES = "local[*]";

    private final SparkConf conf;

    BenchmarkSessions(SparkConf conf) {
        this.conf = conf;
    }

    /**
     * Starts a session; the caller stops it.
     *
     * @param master that is used unless {@code --master} names one
     */
    SparkSession start(String master) {
        SparkConf own = conf.clone();
        if (!namesMaster()) {
            own.setMaster(master);
        }
        // A benchmark shows no progress bar, so fewer heartbeats are enough.
        own.set("spark.executor.heartbeatInterval", "10s");
        return Sessions.start(own, NAME);
    }

    /** Whether the user names a master. Without one, spark-submit uses all cores of this machine. */
    boolean namesMaster() {
        return !conf.get("spark.master", ALL_CORES).equals(ALL_CORES);
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
