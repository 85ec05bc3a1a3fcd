package io.sparkdistill.jobs.cli;

import io.sparkdistill.engine.Djl;
import io.sparkdistill.engine.PyTorch;

/** Unpacks the native libraries into {@code DJL_CACHE_DIR}, when an image is built. */
public final class UnpackNatives {
    private UnpackNatives() {}

    /** Loads PyTorch and the tokenizers once. */
    public static void main(String[] arguments) {
        PyTorch.engine();
        Djl.loadTokenizers();
    }
}
