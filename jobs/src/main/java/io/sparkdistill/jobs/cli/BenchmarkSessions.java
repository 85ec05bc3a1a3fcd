package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Sessions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The sessions that benchmarks start and stop. */
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
     * @param master where {@code --master} names none
     */
    SparkSession start(String master) {
        SparkConf own = conf.clone();
        if (!namesMaster()) {
            own.setMaster(master);
        }
        // Nobody watches a bar here, and a session that starts slowly shall not beat before it is up.
        own.set("spark.executor.heartbeatInterval", "10s");
        return Sessions.start(own, NAME);
    }

    /** Whether the user names a master; without one, spark-submit takes all cores of this machine. */
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
