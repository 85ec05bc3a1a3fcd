package io.sparkdistill.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Switches PyTorch's recording of gradients on or off for the calling thread, and runs the backward pass.
 *
 * <p>DJL's {@code GradientCollector} allows one collector per JVM, but tasks of one executor train side by side. So
 * this class uses the engine below DJL, whose mode belongs to the thread. In a new thread recording is on.
 */
public final class GradientMode {
    private GradientMode() {}

    /** Runs work with gradients recorded, and restores the mode. */
    public static <T> T on(Supplier<T> work) {
        return run(true, work);
    }

    /** Runs work without gradients recorded, and restores the mode. */
    public static <T> T off(Supplier<T> work) {
        return run(false, work);
    }

    /** Runs the backward pass: adds the gradient of a scalar to its parameters. */
    public static void backward(NDArray scalar) {
        NDArray one = scalar.getManager().ones(scalar.getShape(), scalar.getDataType());
        JniUtils.backward((PtNDArray) scalar, (PtNDArray) one, false, false);
    }

    private static <T> T run(boolean mode, Supplier<T> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(mode);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
