package io.sparkdistill.jobs.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Ends the driver so that the cluster manager learns how the command has ended. */
final class DriverExit {
    private DriverExit() {}

    /** Stops Spark, if it has started. In client mode, YARN reports the application as failed unless the code is 0. */
    static void stopSpark(int exitCode) {
        SparkSession.getDefaultSession().foreach(spark -> {
            spark.sparkContext().stop(exitCode);
            return null;
        });
    }

    /**
     * Ends the process with an exit code. The application master of YARN is not ended, because YARN would then report a
     * shutdown without a reason; it reports the message of the exception instead.
     */
    static void fail(int exitCode, String message) {
        if (isApplicationMaster(new SparkConf())) {
            throw new CommandFailedException(exitCode, message);
        }
        System.exit(exitCode);
    }

    /** Whether the driver runs in the application master of YARN. */
    private static boolean isApplicationMaster(SparkConf conf) {
        return conf.get("spark.master", "").equals("yarn")
                && conf.get("spark.submit.deployMode", "").equals("cluster");
    }
}
