package io.sparkdistill.tensor;

/**
 * Represents the sequences of words of a batch, one per row, padded at the end to the longest one, with the operations
 * that depend on the padding. Each sequence has at least one word.
 *
 * <p>Padding never changes a value at a word or a pooled value. The values at padding are unspecified.
 *
 * @param <T> a tensor
 */
public interface Sequences<T> {
    /** The row of the padding in every embedding table. */
    int PADDING = 0;

    /** Looks up the words in an embedding table: {@code (words, width)} to {@code (rows, steps, width)}. */
    T embedding(T table);

    /** Reverses the steps of each row, {@code (rows, steps, width)}; padding stays at the end. */
    T reverse(T input);

    /**
     * Computes an LSTM layer from the first step to the last: {@code (rows, steps, inputs)} to {@code (rows, steps,
     * hidden)}, each output in (-1, 1). Source: Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al.
     * (2000).
     */
    T lstm(T input, RecurrentWeights<T> weights);

    /**
     * Computes a GRU layer from the first step to the last: {@code (rows, steps, inputs)} to {@code (rows, steps,
     * hidden)}, each output in (-1, 1). Source: Cho et al. (2014), in PyTorch's form: the reset gate is applied after
     * the product with the hidden weight.
     */
    T gru(T input, RecurrentWeights<T> weights);

    /**
     * Computes a convolution over the steps, with zero padding of {@code width − 1}, and the maximum of each filter
     * over the windows that contain a word: {@code (rows, steps, inputs)} to {@code (rows, filters)}. Source: Kim
     * (2014), section 2.
     *
     * @param weight {@code (filters, inputs, width)}
     * @param bias {@code (filters)}
     */
    T conv1dMax(T input, T weight, T bias);

    /**
     * Computes multi-head attention, {@code softmax(q·kᵀ/√size)·v} for each head, with concatenated heads. Inputs and
     * output are {@code (rows, steps, heads·size)}. No step attends to padding. Source: Vaswani et al. (2017), section
     * 3.2.
     *
     * @param size width of a head
     */
    T attention(T query, T key, T value, int heads, int size);

    /**
     * Returns the sinusoidal position encodings of the steps, {@code (steps, width)} or a shape that broadcasts to it:
     * {@code sin(step / 10000^(column/width))} in even columns; the cosine of the same angle in the next, odd column.
     * Source: Vaswani et al. (2017), section 3.5.
     *
     * @param width width of the encodings, even
     */
    T positions(int width);

    /**
     * Computes the maximum of each column over the words of a row: {@code (rows, steps, width)} to {@code (rows,
     * width)}.
     */
    T max(T input);

    /**
     * Computes the mean of each column over the words of a row: {@code (rows, steps, width)} to {@code (rows, width)}.
     */
    T mean(T input);

    /**
     * Computes the mean over the words of a row, weighted by the softmax of their scores: {@code (rows, steps, width)} to
     * {@code (rows, width)}.
     *
     * @param scores {@code (rows, steps, 1)}
     */
    T weightedMean(T input, T scores);

    /**
     * Returns the values at the last word of each row: {@code (rows, steps, width)} to {@code (rows, width)}.
     *
     * @param input the output of a recurrent layer
     */
    T last(T input);
}
