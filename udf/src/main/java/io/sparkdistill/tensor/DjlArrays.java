package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;

/**
 * Provides operations that DJL's arrays lack or implement with a fault. Each result belongs to the manager of the
 * input.
 */
public final class DjlArrays {
    private DjlArrays() {}

    /**
     * Computes {@code factor · x}. DJL's product with a number frees the memory of the number while PyTorch still needs
     * it for the backward pass.
     */
    public static NDArray scale(NDArray input, double factor) {
        return input.mul(input.getManager().full(new Shape(), (float) factor));
    }

    /**
     * Computes {@code x·Wᵀ + b}: see {@link TensorOps#linear}.
     *
     * @param bias a vector, or for a matrix {@code x} a matrix of the result's shape
     */
    public static NDArray linear(NDArray input, NDArray weight, NDArray bias) {
        return input.getNDArrayInternal().linear(input, weight, bias).singletonOrThrow();
    }

    /**
     * Looks up rows of a table {@code (n, width)}: indices of shape {@code s} give {@code (s, width)}.
     *
     * @param indices row indices; the result belongs to their manager
     */
    public static NDArray rows(NDArray table, NDArray indices) {
        return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
    }
}
