package io.sparkdistill.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** Gives access to the PyTorch engine of this JVM, and to the threads and the device of the running task. */
public final class PyTorch {
    /** The name of the engine in DJL. */
    public static final String ENGINE = "PyTorch";

    /** The name of GPUs as a resource in Spark. */
    public static final String GPU_RESOURCE = "gpu";

    private PyTorch() {}

    /** Starts the engine if this is the first call in this JVM. */
    public static Engine engine() {
        return Djl.engine(ENGINE);
    }

    /** Creates a manager of arrays on the CPU; closing it frees them all. */
    public static NDManager newManager() {
        return engine().newBaseManager(Device.cpu());
    }

    /**
     * Sets the number of threads that an operator may use when it is called from this thread.
     *
     * <p>OpenMP stores the number per calling thread, so call this method on the thread that trains or predicts.
     *
     * @param threads number of threads, at least 1
     */
    public static void useThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "Cannot set PyTorch's threads: the number must be at least 1: " + threads);
        }
        engine();
        JniUtils.setNumThreads(threads);
    }

    /** Returns the number of threads of the running task, {@code spark.task.cpus}; 1 outside a task. */
    public static int taskThreads() {
        TaskContext task = TaskContext.get();
        return task == null ? 1 : task.cpus();
    }

    /** Returns the GPU that Spark assigned to the running task; the CPU without an assigned GPU and outside a task. */
    public static Device taskDevice() {
        TaskContext task = TaskContext.get();
        if (task == null || !task.resources().contains(GPU_RESOURCE)) {
            return Device.cpu();
        }
        ResourceInformation gpu = task.resources().apply(GPU_RESOURCE);
        return Device.gpu(Integer.parseInt(gpu.addresses()[0]));
    }
}
