package io.sparkdistill.engine;

import java.util.List;
import java.util.Locale;

/**
 * Recognizes the errors by which engines report that a batch needs more memory than is free. No engine has an exception
 * type for them.
 */
public final class OutOfMemory {
    /**
     * Messages of PyTorch on CUDA, its libraries, PyTorch on CPUs, C++, and the arena and the allocators of ONNX
     * Runtime.
     */
    private static final List<String> WORDS = List.of(
            "out of memory",
            "outofmemory",
            "_alloc_failed",
            "can't allocate memory",
            "cannot allocate memory",
            "not enough memory",
            "bad_alloc",
            "bad allocation",
            "smaller than requested bytes",
            "failed to allocate memory");

    private OutOfMemory() {}

    /** Returns whether an error or one of its causes reports a lack of memory. */
    public static boolean is(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = cause.toString().toLowerCase(Locale.ROOT);
            if (WORDS.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }
}
