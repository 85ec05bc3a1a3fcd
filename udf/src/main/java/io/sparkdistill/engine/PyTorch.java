package io.sparkdistill.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The PyTorch engine of this JVM. */
public final class PyTorch {
    /** DJL's name of the engine. */
    public static final String ENGINE = "PyTorch";

    /** Spark's name of GPUs as a resource. */
    public static final String GPU_RESOURCE = "gpu";

    private PyTorch() {}

    /** Starts the engine if this is the first call in this JVM. */
    public static Engine engine() {
        return Djl.engine(ENGINE);
    }

    /** A manager of arrays on the CPU, whose closing frees them all. */
    public static NDManager newManager() {
        return engine().newBaseManager(Device.cpu());
    }

    /**
     * Sets how many threads an operator may use when it is called from this thread.
     *
     * <p>OpenMP keeps the number by calling thread: call this on the thread that trains or labels.
     *
     * @param threads at least 1
     */
    public static void useThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("Cannot set PyTorch's threads: one is the least: " + threads);
        }
        engine();
        JniUtils.setNumThreads(threads);
    }

    /** Threads of the running task: {@code spark.task.cpus}; 1 outside a task. */
    public static int taskThreads() {
        TaskContext task = TaskContext.get();
        return task == null ? 1 : task.cpus();
    }

    /** The GPU that Spark assigned to the running task; the CPU when it assigned none, and outside a task. */
    public static Device taskDevice() {
        TaskContext task = TaskContext.get();
        if (task == null || !task.resources().contains(GPU_RESOURCE)) {
            return Device.cpu();
        }
        ResourceInformation gpu = task.resources().apply(GPU_RESOURCE);
        return Device.gpu(Integer.parseInt(gpu.addresses()[0]));
    }
}
