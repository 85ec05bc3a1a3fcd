package io.sparkdistill.jobs.inference;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** Computes the number of task slots: how many tasks the cluster runs at the same time. */
public final class TaskSlots {
    private TaskSlots() {}

    /**
     * Returns the number of tasks for which the present executors have cores and GPUs, at least 1.
     *
     * @param gpusPerTask GPUs that a task requests; 0 for those that Spark's configuration gives to every task
     */
    public static int of(SparkSession spark, double gpusPerTask) {
        SparkContext context = spark.sparkContext();
        int executors = context.getExecutorMemoryStatus().size() - 1;
        return of(context.getConf(), context.defaultParallelism(), executors, gpusPerTask);
    }

    static int of(SparkConf conf, int cores, int executors, double gpusPerTask) {
        int slots = cores / conf.getInt("spark.task.cpus", 1);
        double gpus = gpusPerTask > 0 ? gpusPerTask : conf.getDouble("spark.task.resource.gpu.amount", 0);
        if (gpus > 0 && executors > 0) {
            int gpusOfExecutor = conf.getInt("spark.executor.resource.gpu.amount", 1);
            slots = Math.min(slots, executors * (int) (gpusOfExecutor / gpus));
        }
        return Math.max(1, slots);
    }
}
