package io.sparkdistill.network;

import io.sparkdistill.tensor.Sequences;

/** How one vector comes from the outputs of a recurrent layer, {@code (rows, steps, hidden)} to {@code (rows, hidden)}. */
public enum Pooling {
    /** The greatest value of every unit over the words of a row (Conneau et al. 2017). */
    MAX {
        @Override
        <T> T pool(Sequences<T> sequences, T outputs) {
            return sequences.max(outputs);
        }
    },
    /** The output at the last word that the layer reads of a row (Tang et al. 2019). */
    LAST {
        @Override
        <T> T pool(Sequences<T> sequences, T outputs) {
            return sequences.last(outputs);
        }
    };

    abstract <T> T pool(Sequences<T> sequences, T outputs);
}
