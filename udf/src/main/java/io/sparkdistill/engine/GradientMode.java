package io.sparkdistill.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Switches PyTorch's recording of gradients for the calling thread, and runs the backward pass.
 *
 * <p>DJL's {@code GradientCollector} allows one collector in the whole JVM; tasks of one executor train side by side, so
 * this uses the engine below it, whose mode belongs to the thread. It starts switched on in every new thread.
 */
public final class GradientMode {
    private GradientMode() {}

    public static <T> T on(Supplier<T> work) {
        return run(true, work);
    }

    public static <T> T off(Supplier<T> work) {
        return run(false, work);
    }

    /** Adds the gradient of a scalar to the parameters it was computed from. */
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
