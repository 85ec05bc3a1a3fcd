package io.sparkdistill.network;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.jni.JniUtils;

/** PyTorch's threads within one operation. */
public final class TorchThreads {
    private TorchThreads() {}

    /**
     * Sets how many threads one operation may use when the calling thread starts it. OpenMP keeps the number by thread:
     * call it on the thread that trains or labels.
     */
    public static void use(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("Cannot set PyTorch's threads: one is the least: " + threads);
        }
        Engine.getEngine(PtEngine.ENGINE_NAME);
        JniUtils.setNumThreads(threads);
    }
}
