package io.sparkdistill.tensor;

/**
 * One sequence of words for every row of a batch, padded at its end to the longest, and the operations that must know where
 * padding is. Every sequence has one word at least.
 *
 * <p>Padding never changes a value at a word, nor what is pooled. What an operation that is not pooling gives at padding is
 * unspecified.
 *
 * @param <T> a tensor
 */
public interface Sequences<T> {
    /** The padding's row in every table of {@link #gather}. */
    int PADDING = 0;

    /** Gives each word's row of a table: {@code (words, width)} to {@code (rows, steps, width)}. */
    T gather(T table);

    /** Puts the steps of every row in reverse order, {@code (rows, steps, width)}; padding stays at the end. */
    T reverse(T input);

    /**
     * One LSTM layer, first step to last: {@code (rows, steps, inputs)} to {@code (rows, steps, hidden)}, each output in
     * (-1, 1). Source: Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000).
     */
    T lstm(T input, RecurrentWeights<T> weights);

    /**
     * One GRU layer, first step to last: {@code (rows, steps, inputs)} to {@code (rows, steps, hidden)}, each output in
     * (-1, 1). Source: Cho et al. (2014), in PyTorch's form: the reset gate follows the product with the hidden weight.
     */
    T gru(T input, RecurrentWeights<T> weights);

    /**
     * A convolution followed by the greatest value over time: every filter sees windows of {@code width} steps, also those
     * that reach beyond a sequence, which zeros continue on both sides, as long as they see one of its words. {@code (rows,
     * steps, inputs)} to {@code (rows, filters)}. Source: Kim (2014), section 2.
     *
     * @param weight {@code (filters, inputs, width)}
     * @param bias {@code (filters)}
     */
    T conv1dMax(T input, T weight, T bias);

    /**
     * Scaled dot-product attention of several heads, {@code softmax(q·kᵀ/√size)·v} for each head and the heads side by side:
     * {@code (rows, steps, heads·size)} each. No step attends to padding. Source: Vaswani et al. (2017), section 3.2.
     *
     * @param size columns of one head
     */
    T attention(T query, T key, T value, int heads, int size);

    /**
     * Gives the position encodings of the steps, {@code (steps, width)} or a shape that broadcasts alike: {@code sin(step /
     * 10000^(column/width))} in the even columns, and the cosine of the angle before in the odd ones. Source: Vaswani et al.
     * (2017), section 3.5.
     *
     * @param width even
     */
    T positions(int width);

    /** Gives the greatest value of every column over the words of a row: {@code (rows, steps, width)} to {@code (rows, width)}. */
    T max(T input);

    /** Gives the mean of every column over the words of a row: {@code (rows, steps, width)} to {@code (rows, width)}. */
    T mean(T input);

    /** Gives the values at the last word of every row: {@code (rows, steps, width)} to {@code (rows, width)}. */
    T last(T input);
}
