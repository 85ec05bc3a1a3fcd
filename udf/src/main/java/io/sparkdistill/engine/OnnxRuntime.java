package io.sparkdistill.engine;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;

/** Gives access to the ONNX Runtime engine of this JVM. */
public final class OnnxRuntime {
    /** The name of the engine in DJL. */
    public static final String ENGINE = "OnnxRuntime";

    private OnnxRuntime() {}

    /**
     * Starts the engine if this is the first call in this JVM. DJL's engine cannot start after other code has started
     * ONNX Runtime, so call this method before using ONNX Runtime in other ways.
     */
    public static Engine engine() {
        return Djl.engine(ENGINE);
    }

    /**
     * Returns settings of models whose batches change in length. By default, ONNX Runtime keeps a plan of its memory for
     * every length, and never gives memory back.
     *
     * @param threads number of threads of an operator, at least 1; they belong to the model
     * @see <a href="https://github.com/microsoft/onnxruntime/issues/9313">ONNX Runtime #9313</a>
     */
    public static SessionOptions sessionOptions(int threads) {
        SessionOptions options = new SessionOptions();
        try {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            options.setCPUArenaAllocator(false);
            return options;
        } catch (OrtException e) {
            options.close();
            throw new IllegalStateException("Cannot set up ONNX Runtime: " + e.getMessage(), e);
        }
    }
}
