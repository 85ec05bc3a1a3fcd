package io.sparkdistill.tensor;

import java.util.List;

/**
 * Provides the tensor operations of networks, with their names in PyTorch. Those that depend on padding are in {@link
 * Sequences}.
 *
 * <p>An operation never modifies its operands. Operands of different shapes are broadcast as in NumPy.
 *
 * @param <T> a tensor
 */
public interface TensorOps<T> {
    /** Computes {@code a + b}. */
    T add(T a, T b);

    /** Computes {@code a − b}. */
    T sub(T a, T b);

    /** Computes {@code a ⊙ b}, elementwise. */
    T mul(T a, T b);

    /** Computes {@code factor · x}. */
    T scale(T input, double factor);

    /** Computes {@code |x|}, elementwise. */
    T abs(T input);

    /** Computes {@code max(x, 0)}, elementwise. */
    T relu(T input);

    /** Computes {@code x·(1 + erf(x/√2))/2}, elementwise. Source: Hendrycks and Gimpel (2016), the exact form. */
    T gelu(T input);

    /** Concatenates tensors along their last axis. */
    T concat(List<T> inputs);

    /**
     * Computes {@code x·Wᵀ + b} over the last axis: {@code (…, inputs)} to {@code (…, outputs)}.
     *
     * @param weight {@code (outputs, inputs)}
     * @param bias {@code (outputs)}
     */
    T linear(T input, T weight, T bias);

    /**
     * Computes {@code (1 + gain)·(x − mean)/√(variance + 1e-5) + bias} over the last axis. Source: Ba, Kiros, Hinton
     * (2016), "Layer Normalization".
     *
     * @param gain {@code (width)}; 0 keeps the scale
     * @param bias {@code (width)}
     */
    T layerNorm(T input, T gain, T bias);

    /** Applies {@link Dropout} in training; returns the input otherwise. */
    T dropout(T input, double rate);
}
