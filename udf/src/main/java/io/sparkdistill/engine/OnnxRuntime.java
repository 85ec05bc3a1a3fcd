package io.sparkdistill.engine;

import java.io.IOException;

/**
 * Checks for ONNX Runtime on the class path. Its native libraries for all platforms are too large to be included, so
 * users add them.
 */
public final class OnnxRuntime {
    /** The name of the engine in DJL. */
    public static final String ENGINE = "OnnxRuntime";

    /** The version that DJL's engine is built for. */
    static final String VERSION = "1.21.1";

    private static final String ENTRY = "ai.onnxruntime.OrtEnvironment";

    private OnnxRuntime() {}

    /**
     * Checks that ONNX Runtime is on the class path.
     *
     * @throws IOException if it is missing; the message says how to add it
     */
    public static void require() throws IOException {
        require(OnnxRuntime.class.getClassLoader());
    }

    static void require(ClassLoader loader) throws IOException {
        try {
            Class.forName(ENTRY, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "Cannot load an ONNX model: ONNX Runtime is not on the class path; add --packages "
                            + "com.microsoft.onnxruntime:onnxruntime:%s, or onnxruntime_gpu for GPUs"
                                    .formatted(VERSION),
                    e);
        }
    }
}
