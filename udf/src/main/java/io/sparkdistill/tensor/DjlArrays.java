package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;

/** Operations that DJL's arrays lack, or have with a fault. Every result belongs to the manager of the input. */
public final class DjlArrays {
    private DjlArrays() {}

    /**
     * Gives {@code factor · x}. DJL's own product with a number frees that number's memory while PyTorch still keeps it for the
     * backward pass.
     */
    public static NDArray scale(NDArray input, double factor) {
        return input.mul(input.getManager().full(new Shape(), (float) factor));
    }

    /** Gives {@code x·Wᵀ + b}, see {@link TensorOps#linear}. */
    public static NDArray linear(NDArray input, NDArray weight, NDArray bias) {
        return input.getNDArrayInternal().linear(input, weight, bias).singletonOrThrow();
    }

    /**
     * Gives rows of a table: {@code (n, width)} at indices of any shape gives {@code (shape, width)}.
     *
     * @param indices the input, to whose manager the result belongs
     */
    public static NDArray rows(NDArray table, NDArray indices) {
        return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
    }
}
