package io.sparkdistill.inference;

import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;

/**
 * Divides what a cluster shares, such as the rate limit of an endpoint, among the tasks that run at the same time. The
 * driver tells tasks their number by a local property of their job.
 */
public final class TaskShare {
    private static final String SLOTS = "spark.distill.task-slots";

    private TaskShare() {}

    /** Tells the tasks of the jobs that this thread starts how many of them run at the same time. */
    static void announce(SparkContext context) {
        int cpus = context.getConf().getInt("spark.task.cpus", 1);
        context.setLocalProperty(SLOTS, Integer.toString(Math.max(1, context.defaultParallelism() / cpus)));
    }

    /** Returns the number of tasks that run at the same time, as the driver knew when it started the job; 1 outside a task. */
    public static int slots() {
        TaskContext task = TaskContext.get();
        String slots = task == null ? null : task.getLocalProperty(SLOTS);
        return slots == null ? 1 : Integer.parseInt(slots);
    }
}
