package io.sparkdistill.tensor;

import java.util.List;

/**
 * The operations on tensors of which networks are made, under their names in PyTorch. Those that must know where padding is
 * are in {@link Sequences}.
 *
 * <p>An operation never changes its operands. Two operands of different shapes are broadcast as in NumPy.
 *
 * @param <T> a tensor
 */
public interface TensorOps<T> {
    /** Gives {@code a + b}. */
    T add(T a, T b);

    /** Gives {@code a − b}. */
    T sub(T a, T b);

    /** Gives {@code a ⊙ b}, element by element. */
    T mul(T a, T b);

    /** Gives {@code factor · x}. */
    T scale(T input, double factor);

    /** Gives {@code |x|}, element by element. */
    T abs(T input);

    /** Gives {@code max(x, 0)}, element by element. */
    T relu(T input);

    /** Gives {@code x·(1 + erf(x/√2))/2}, element by element. Source: Hendrycks and Gimpel (2016), the exact form. */
    T gelu(T input);

    /** Puts tensors side by side along their last axis. */
    T concat(List<T> inputs);

    /**
     * Gives {@code x·Wᵀ + b} over the last axis: {@code (…, inputs)} to {@code (…, outputs)}.
     *
     * @param weight {@code (outputs, inputs)}
     * @param bias {@code (outputs)}
     */
    T linear(T input, T weight, T bias);

    /**
     * Gives {@code (1 + gain)·(x − mean)/√(variance + 1e-5) + bias} over the last axis. Source: Ba, Kiros, Hinton (2016),
     * "Layer Normalization".
     *
     * @param gain {@code (width)}, 0 where values keep their scale
     * @param bias {@code (width)}
     */
    T layerNorm(T input, T gain, T bias);

    /** Leaves values out while a network is trained, see {@link Dropout}; otherwise gives the input itself. */
    T dropout(T input, double rate);
}
