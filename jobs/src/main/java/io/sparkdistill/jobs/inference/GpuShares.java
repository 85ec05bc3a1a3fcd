package io.sparkdistill.jobs.inference;

import io.sparkdistill.jobs.config.ConfigurationException;
import org.apache.spark.SparkConf;

/**
 * Checks that Spark divides GPUs as labeling asks. Spark 3 lets as many tasks share a GPU as the settings say with which
 * its executor was started, whatever a task itself requests. With dynamic allocation, executors are started for the
 * request of labeling; without it, {@code spark.task.resource.gpu.amount} decides. Spark 4 counts what tasks request.
 */
public final class GpuShares {
    private static final String AMOUNT = "spark.task.resource.gpu.amount";

    private GpuShares() {}

    /**
     * Checks the settings of a session before it starts.
     *
     * @param sparkVersion such as 3.5.5
     * @param perTask GPUs that a labeling task requests, at most 1; 0 for none
     * @throws ConfigurationException if another number of tasks would share a GPU
     */
    public static void require(SparkConf conf, String sparkVersion, double perTask) {
        boolean isLocal = conf.get("spark.master", "").matches("local(\\[.*)?");
        boolean isDynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
        double amount = conf.getDouble(AMOUNT, 1);
        if (perTask == 0
                || isLocal
                || isDynamic
                || !sparkVersion.startsWith("3.")
                || sharers(perTask) == sharers(amount)) {
            return;
        }
        throw new ConfigurationException(
                "Cannot run %d labeling tasks per GPU: label.gpus-per-task = %s, but Spark %s runs %d at once on those of its executors: %s = %s; set it to %2$s, for all tasks, or spark.dynamicAllocation.enabled = true"
                        .formatted(
                                sharers(perTask),
                                perTask,
                                sparkVersion,
                                sharers(amount),
                                AMOUNT,
                                conf.get(AMOUNT, "1")));
    }

    /** Returns the number of tasks that share a GPU. */
    private static int sharers(double perTask) {
        return Math.max(1, (int) (1 / perTask));
    }
}
