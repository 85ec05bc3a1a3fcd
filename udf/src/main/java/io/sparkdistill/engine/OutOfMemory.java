package io.sparkdistill.engine;

import java.util.List;
import java.util.Locale;

/** How the engines say that a batch is too large for the memory that is left: none has an exception of its own. */
public final class OutOfMemory {
    /** PyTorch on CUDA, its libraries, PyTorch on a CPU, C++, ONNX Runtime's arena and its allocators. */
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

    /** Whether an error, or one of its causes, says so. */
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
