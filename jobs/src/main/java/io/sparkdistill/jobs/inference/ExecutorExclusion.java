package io.sparkdistill.jobs.inference;

import org.apache.spark.SparkConf;

/**
 * Lets Spark exclude executors on which tasks fail. An executor whose engine is broken fails at once and is idle again,
 * so Spark would give it the same task until no attempt is left. With exclusion, Spark retries a failed task on another
 * executor, and excludes an executor on which several tasks failed.
 */
public final class ExecutorExclusion {
    private static final String ENABLED = "spark.excludeOnFailure.enabled";
    private static final String ATTEMPTS_PER_NODE = "spark.excludeOnFailure.task.maxTaskAttemptsPerNode";
    private static final String MAX_FAILURES = "spark.task.maxFailures";

    private ExecutorExclusion() {}

    /**
     * Turns exclusion on, unless the user has set it, or allows so few failures per task that Spark would not start.
     */
    public static void exclude(SparkConf conf) {
        if (conf.getInt(ATTEMPTS_PER_NODE, 2) < conf.getInt(MAX_FAILURES, 4)) {
            conf.setIfMissing(ENABLED, "true");
        }
    }
}
