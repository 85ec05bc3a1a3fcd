package io.sparkdistill.engine;

import java.io.IOException;

/** ONNX Runtime in this JVM: its natives for all platforms are too large to carry, so whoever needs it brings it. */
public final class OnnxRuntime {
    /** DJL's name of the engine. */
    public static final String ENGINE = "OnnxRuntime";

    /** The version that DJL's engine is made for. */
    static final String VERSION = "1.21.1";

    private static final String ENTRY = "ai.onnxruntime.OrtEnvironment";

    private OnnxRuntime() {}

    /**
     * Checks that ONNX Runtime is on the class path.
     *
     * @throws IOException that says how to bring it
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
