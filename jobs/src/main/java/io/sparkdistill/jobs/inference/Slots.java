package io.sparkdistill.jobs.inference;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** How many tasks the cluster runs at the same time. */
public final class Slots {
    private Slots() {}

    /** Cores of all executors that are there, divided by the cores of a task; at least 1. */
    public static int of(SparkSession spark) {
        SparkContext context = spark.sparkContext();
        int taskCores = context.getConf().getInt("spark.task.cpus", 1);
        return Math.max(1, context.defaultParallelism() / taskCores);
    }
}
