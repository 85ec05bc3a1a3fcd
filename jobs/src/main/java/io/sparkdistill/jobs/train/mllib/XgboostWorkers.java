package io.sparkdistill.jobs.train.mllib;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.sparkdistill.jobs.config.ConfigurationException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Checks that a cluster can run the workers of XGBoost: tasks of one barrier stage, which Spark starts all together or not at
 * all.
 *
 * @param count number of workers
 */
record XgboostWorkers(int count) {
    private static final String KEY = "student.xgboost.workers";

    /**
     * Checks the settings of Spark.
     *
     * @throws ConfigurationException if XGBoost does not work with one of them
     */
    static void requireSettings(SparkConf conf) {
        if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            throw new ConfigurationException(
                    "Cannot train student.network xgboost with spark.dynamicAllocation.enabled = true: its workers start together, as a barrier stage, which Spark runs on a fixed number of executors only; set it to false");
        }
        if (conf.getBoolean("spark.ssl.enabled", false) && !conf.getBoolean("xgboost.spark.ignoreSsl", false)) {
            throw new ConfigurationException(
                    "Cannot train student.network xgboost with spark.ssl.enabled = true: its workers exchange sums over connections without encryption; set xgboost.spark.ignoreSsl to true to allow that");
        }
    }

    /**
     * Checks the running cluster.
     *
     * @throws ConfigurationException if it has too few slots, or its executors lack XGBoost
     */
    void require(SparkContext context) {
        requireSettings(context.getConf());
        requireSlots(context);
        requireLibrary(context);
    }

    /** Executors may still be starting: Spark's own limit of waiting for them holds here too. */
    private void requireSlots(SparkContext context) {
        long seconds = context.isLocal()
                ? 0
                : context.getConf().getTimeAsSeconds("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s");
        RetryPolicy<Integer> waiting = RetryPolicy.<Integer>builder()
                .handleResultIf(slots -> slots < count)
                .withDelay(Duration.ofMillis(500))
                .withMaxAttempts(1 + (int) (2 * seconds))
                .build();
        int slots = Failsafe.with(waiting)
                .get(() -> context.maxNumConcurrentTasks(
                        context.resourceProfileManager().defaultResourceProfile()));
        if (slots < count) {
            throw new ConfigurationException(
                    "Cannot train student.network xgboost: %s = %d tasks must run at once, and the cluster runs %d: lower it, or give Spark more cores"
                            .formatted(KEY, count, slots));
        }
    }

    private static void requireLibrary(SparkContext context) {
        String fault = JavaSparkContext.fromSparkContext(context)
                .parallelize(List.of(0), 1)
                .map(none -> Xgboost.libraryFault().orElse(""))
                .first();
        if (!fault.isEmpty()) {
            throw new ConfigurationException(
                    "Cannot train student.network xgboost: it does not load on the executors: %s; add `--packages %s` to spark-submit"
                            .formatted(fault, Xgboost.COORDINATES));
        }
    }

    /** Returns the error for examples that are too few for the workers. */
    ConfigurationException tooMany(long filled) {
        return new ConfigurationException(
                "Cannot train student.network xgboost: %s = %d, and only %d of them get examples; lower it"
                        .formatted(KEY, count, filled));
    }
}
