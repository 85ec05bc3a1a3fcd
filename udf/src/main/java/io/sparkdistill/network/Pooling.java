package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;

/** How one vector comes from the outputs of an LSTM, {@code (rows, steps, hidden)} to {@code (rows, hidden)}. */
public enum Pooling {
    /** The greatest value of every unit over the words of a row (Conneau et al. 2017). */
    MAX {
        @Override
        NDArray pool(NDArray outputs, Sentences sentences) {
            return sentences.lowerPadding(outputs, RANGE).max(new int[] {1});
        }
    },
    /** The output at the last word that the LSTM reads of a row (Tang et al. 2019). */
    LAST {
        @Override
        NDArray pool(NDArray outputs, Sentences sentences) {
            long hidden = outputs.getShape().get(2);
            return Layers.rows(outputs.reshape(-1, hidden), sentences.last());
        }
    };

    // The outputs of an LSTM are in (-1, 1): less this, they are below all that are not.
    private static final double RANGE = 2;

    abstract NDArray pool(NDArray outputs, Sentences sentences);
}
