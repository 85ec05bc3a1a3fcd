package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;

/**
 * An LSTM layer that is asked and no longer trained. It gives what {@link Layers#lstm} and a {@link Pooling} give
 * together, for less: the part of the gates that a word decides is known of every word, which is two thirds of the
 * arithmetic at the usual sizes; a row costs nothing once it has ended; and outputs are pooled as they come.
 *
 * @param weights that hold the layer's own
 * @param name of the layer's parameters
 * @param known {@code (vocabulary, 4·hidden)}: see {@link #ofEveryWord}
 * @param pooling of the outputs
 */
record AskedLstm(Weights weights, String name, NDArray known, Pooling pooling) {
    /** The part of the gates that a word decides, biases included: {@code (n, inputs)} to {@code (n, 4·hidden)}. */
    static NDArray ofEveryWord(Weights weights, String name, NDArray vectors) {
        return Layers.dense(weights, name + ".input", vectors).addi(weights.get(name + ".hidden.bias"));
    }

    /**
     * Reads rows of words, first to last.
     *
     * @param words {@code (rows, steps)}: their ids, the shortest row first
     * @param lengths words of each row, 1 or more; never falls
     * @return {@code (rows, hidden)}
     */
    NDArray read(NDArray words, int[] lengths) {
        NDManager manager = words.getManager();
        NDArray steps = words.transpose();
        NDArray recurrent = weights.get(name + ".hidden.weight").transpose();
        recurrent.attach(manager);
        NDList ended = new NDList();
        State state = null;
        int start = 0;
        for (int step = 0; start < lengths.length; step++) {
            try (NDManager now = manager.newSubManager()) {
                NDArray read = steps.get(step);
                read.attach(now);
                NDArray given = Layers.rows(known, rest(read, start));
                state = state == null ? first(given) : next(state.in(now), recurrent, given);
                int end = start;
                while (end < lengths.length && lengths[end] == step + 1) {
                    end++;
                }
                if (end > start) {
                    NDArray pooled = state.pooled().get(new NDIndex().addSliceDim(0, end - start));
                    pooled.attach(manager);
                    ended.add(pooled);
                    state = state.without(end - start);
                }
                state = state.in(manager);
                start = end;
            }
        }
        return NDArrays.concat(ended);
    }

    /** Before the first step all is 0. */
    private static State first(NDArray given) {
        Gates gates = Gates.of(given);
        NDArray twiceCell = gates.twiceNew();
        NDArray hidden = gates.hidden(twiceCell);
        return new State(hidden, twiceCell, hidden);
    }

    private State next(State state, NDArray recurrent, NDArray given) {
        Gates gates = Gates.of(state.hidden().matMul(recurrent).addi(given));
        NDArray twiceCell = state.twiceCell().muli(gates.forget()).addi(gates.twiceNew());
        NDArray hidden = gates.hidden(twiceCell);
        return new State(hidden, twiceCell, pooling.pool(state.pooled(), hidden));
    }

    private static NDArray rest(NDArray array, int start) {
        return start == 0
                ? array
                : array.get(new NDIndex().addSliceDim(start, array.getShape().get(0)));
    }

    /** What is carried from step to step of the rows that have not ended, each {@code (rows, hidden)}. */
    private record State(NDArray hidden, NDArray twiceCell, NDArray pooled) {
        State in(NDManager manager) {
            hidden.attach(manager);
            twiceCell.attach(manager);
            pooled.attach(manager);
            return this;
        }

        State without(int rows) {
            return new State(rest(hidden, rows), rest(twiceCell, rows), rest(pooled, rows));
        }
    }

    /**
     * The gates of a step after their sigmoid. With {@code tanh(x) = 2·σ(2x) − 1}, which takes half of the time of PyTorch's
     * own on a CPU, one sigmoid serves them all, and the cell is kept doubled.
     *
     * @param fresh of the doubled input: its tanh is {@code 2·fresh − 1}
     */
    private record Gates(NDArray input, NDArray forget, NDArray fresh, NDArray output) {
        /** Of {@code (rows, 4·hidden)}, which is overwritten. */
        static Gates of(NDArray sums) {
            sums.split(4, 1).get(2).muli(2);
            NDList gates = Activation.sigmoid(sums).split(4, 1);
            return new Gates(gates.get(0), gates.get(1), gates.get(2), gates.get(3));
        }

        /** Twice what the step adds to the cell. */
        NDArray twiceNew() {
            return fresh.muli(4).subi(2).muli(input);
        }

        NDArray hidden(NDArray twiceCell) {
            return Activation.sigmoid(twiceCell).muli(2).subi(1).muli(output);
        }
    }
}
