package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;

/** Lists the types of recurrent layers. */
enum RecurrentLayer {
    LSTM {
        @Override
        NDArray outputs(DjlSequences sequences, NDArray input, RecurrentWeights<NDArray> weights) {
            return sequences.lstm(input, weights);
        }

        @Override
        RecurrentCell cell(DjlOps ops, RecurrentWeights<NDArray> weights) {
            return new LstmCell(ops, weights);
        }
    },
    GRU {
        @Override
        NDArray outputs(DjlSequences sequences, NDArray input, RecurrentWeights<NDArray> weights) {
            return sequences.gru(input, weights);
        }

        @Override
        RecurrentCell cell(DjlOps ops, RecurrentWeights<NDArray> weights) {
            return new GruCell(ops, weights);
        }
    };

    /** Computes the outputs at all steps by PyTorch, {@code (rows, steps, hidden)}. */
    abstract NDArray outputs(DjlSequences sequences, NDArray input, RecurrentWeights<NDArray> weights);

    /** Returns the cell, which computes one step. */
    abstract RecurrentCell cell(DjlOps ops, RecurrentWeights<NDArray> weights);
}
