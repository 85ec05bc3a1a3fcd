package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * An LSTM layer that is asked and no longer trained. It gives what {@link Layers#lstm} and a {@link Pooling} give
 * together, for less: the part of the gates that a word decides is known of every word, which is two thirds of the
 * arithmetic at the usual sizes; a row costs nothing once it has ended; outputs are pooled as they come; and one sigmoid
 * serves all gates. With {@code tanh(x)/2 = σ(2x) − 1/2}, half of the time of PyTorch's own on a CPU, cells and outputs are
 * kept halved, and the weights are scaled to that.
 *
 * @param weights that hold the layer's own
 * @param name of the layer's parameters
 * @param known {@code (vocabulary, 4·hidden)}: see {@link #ofEveryWord}
 * @param pooling of the outputs
 */
record AskedLstm(Weights weights, String name, NDArray known, Pooling pooling) {
    /** The part of the gates that a word decides: {@code (n, inputs)} to {@code (n, 4·hidden)}. */
    static NDArray ofEveryWord(Weights weights, String name, NDArray vectors) {
        NDArray gates = Layers.dense(weights, name + ".input", vectors).addi(weights.get(name + ".hidden.bias"));
        return gates.muli(scales(gates.getManager(), gates.getShape().get(1) / 4));
    }

    /** {@code (4·hidden)}: the third gate is that of a tanh. */
    private static NDArray scales(NDManager manager, long hidden) {
        NDArray ones = manager.ones(new Shape(hidden));
        return NDArrays.concat(new NDList(ones, ones, ones.mul(2), ones));
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
        Step layer = step(manager);
        NDList ended = new NDList();
        State state = null;
        int start = 0;
        for (int step = 0; start < lengths.length; step++) {
            try (NDManager now = manager.newSubManager()) {
                NDArray read = steps.get(step);
                read.attach(now);
                NDArray given = Layers.rows(known, rest(read, start));
                state = state == null ? layer.first(given) : layer.next(state.in(now), given);
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
        return NDArrays.concat(ended).muli(2);
    }

    private Step step(NDManager manager) {
        NDArray weight = weights.get(name + ".hidden.weight");
        NDArray scales = scales(manager, weight.getShape().get(1)).muli(2);
        NDArray recurrent = scales.reshape(-1, 1).mul(weight).transpose();
        return new Step(recurrent, manager.full(new Shape(), 0.5f), manager.full(new Shape(), 4f), pooling);
    }

    private static NDArray rest(NDArray array, int start) {
        return start == 0
                ? array
                : array.get(new NDIndex().addSliceDim(start, array.getShape().get(0)));
    }

    /** What is carried from step to step of the rows that have not ended, each {@code (rows, hidden)} and halved. */
    private record State(NDArray output, NDArray cell, NDArray pooled) {
        State in(NDManager manager) {
            output.attach(manager);
            cell.attach(manager);
            pooled.attach(manager);
            return this;
        }

        State without(int rows) {
            return new State(rest(output, rows), rest(cell, rows), rest(pooled, rows));
        }
    }

    /**
     * The arithmetic of a step.
     *
     * @param recurrent {@code (hidden, 4·hidden)}: what the last outputs add to the gates, of halved outputs
     * @param half the number, which is not made anew every time
     * @param four the number
     */
    private record Step(NDArray recurrent, NDArray half, NDArray four, Pooling pooling) {
        /** Before the first step all is 0. */
        State first(NDArray given) {
            NDList gates = gates(given);
            NDArray cell = added(gates);
            NDArray output = output(gates, cell);
            return new State(output, cell, output);
        }

        State next(State state, NDArray given) {
            NDList gates = gates(state.output().matMul(recurrent).addi(given));
            NDArray cell = state.cell().muli(gates.get(1)).addi(added(gates));
            NDArray output = output(gates, cell);
            return new State(output, cell, pooling.pool(state.pooled(), output));
        }

        /** Input, forget, cell and output gate, after their sigmoid. */
        private static NDList gates(NDArray sums) {
            return Activation.sigmoid(sums).split(4, 1);
        }

        private NDArray added(NDList gates) {
            return gates.get(2).subi(half).muli(gates.get(0));
        }

        private NDArray output(NDList gates, NDArray cell) {
            return Activation.sigmoid(cell.mul(four)).subi(half).muli(gates.get(3));
        }
    }
}
