package io.sparkdistill.jobs.inference;

import io.sparkdistill.engine.PyTorch;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * Requests GPUs from Spark for the stages that run a model or read its results, since a lost result is computed again
 * there; all other stages run without. With dynamic allocation, Spark starts executors with a GPU for these stages.
 * Without it, the executors must have been started with GPUs.
 */
final class GpuRequests {
    private static final String AMOUNT = "spark.executor.resource.gpu.amount";
    private static final String DISCOVERY = "spark.executor.resource.gpu.discoveryScript";
    private static final String VENDOR = "spark.executor.resource.gpu.vendor";

    private GpuRequests() {}

    /**
     * Returns the same rows, computed by tasks with GPUs.
     *
     * @param perTask GPUs per task, at most 1, such as 0.25 for four tasks per GPU; 0 for none
     */
    static <T> JavaRDD<T> request(JavaRDD<T> rows, double perTask) {
        SparkContext context = rows.context();
        // A local Spark has no GPUs to assign, and fails when they are requested.
        return perTask == 0 || context.isLocal() ? rows : rows.withResources(profile(context.getConf(), perTask));
    }

    static ResourceProfile profile(SparkConf conf, double perTask) {
        ResourceProfileBuilder profile = new ResourceProfileBuilder()
                .require(new TaskResourceRequests()
                        .cpus(conf.getInt("spark.task.cpus", 1))
                        .resource(PyTorch.GPU_RESOURCE, perTask));
        if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            profile.require(new ExecutorResourceRequests()
                    .cores(conf.getInt("spark.executor.cores", 1))
                    .memory(conf.get("spark.executor.memory", "1g"))
                    .resource(
                            PyTorch.GPU_RESOURCE,
                            conf.getLong(AMOUNT, 1),
                            conf.get(DISCOVERY, ""),
                            conf.get(VENDOR, "")));
        }
        return profile.build();
    }
}
