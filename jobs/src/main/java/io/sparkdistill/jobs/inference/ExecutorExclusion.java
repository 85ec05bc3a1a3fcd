package io.sparkdistill.jobs.inference;

import org.apache.spark.SparkConf;

/**
 * Executors on which tasks fail. One whose engine is dead fails at once, is idle again, and would be given the same task
 * until that has no attempt left; so Spark is told to try a task that failed on another executor, and to leave out an
 * executor on which several failed.
 */
public final class ExecutorExclusion {
    private static final String ENABLED = "spark.excludeOnFailure.enabled";
    private static final String ATTEMPTS_PER_NODE = "spark.excludeOnFailure.task.maxTaskAttemptsPerNode";
    private static final String MAX_FAILURES = "spark.task.maxFailures";

    private ExecutorExclusion() {}

    /** Turns exclusion on, unless the user has decided, or allows so few failures that Spark would refuse it. */
    public static void exclude(SparkConf conf) {
        if (conf.getInt(ATTEMPTS_PER_NODE, 2) < conf.getInt(MAX_FAILURES, 4)) {
            conf.setIfMissing(ENABLED, "true");
        }
    }
}
