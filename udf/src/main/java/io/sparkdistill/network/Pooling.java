package io.sparkdistill.network;

import io.sparkdistill.tensor.Sequences;

/** Pools the outputs of a recurrent layer, from {@code (rows, steps, hidden)} to {@code (rows, hidden)}. */
public enum Pooling {
    /** The maximum of each unit over the words of a row (Conneau et al. 2017). */
    MAX {
        @Override
        <T> T pool(Sequences<T> sequences, T outputs) {
            return sequences.max(outputs);
        }
    },
    /**
     * The output at the last word that the layer reads, which is the first word for a backward layer (Tang et al.
     * 2019).
     */
    LAST {
        @Override
        <T> T pool(Sequences<T> sequences, T outputs) {
            return sequences.last(outputs);
        }
    };

    abstract <T> T pool(Sequences<T> sequences, T outputs);
}
