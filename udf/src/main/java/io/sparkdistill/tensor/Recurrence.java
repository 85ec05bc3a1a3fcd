package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;

/** The kinds of recurrent layers. */
enum Recurrence {
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

    /** Gives the outputs at all steps, {@code (rows, steps, hidden)}, as PyTorch computes them. */
    abstract NDArray outputs(DjlSequences sequences, NDArray input, RecurrentWeights<NDArray> weights);

    /** Gives the arithmetic of one step. */
    abstract RecurrentCell cell(DjlOps ops, RecurrentWeights<NDArray> weights);
}
