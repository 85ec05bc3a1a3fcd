package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.List;

/** Layers as functions. Every result belongs to the manager of the layer's input. */
final class Layers {
    private Layers() {}

    /** The parameters of {@link #dense}: {@code weight (outputs, inputs)} and {@code bias (outputs)}. */
    static List<ParameterShape> denseParameters(String name, long inputs, long outputs) {
        return List.of(
                ParameterShape.dense(name + ".weight", inputs, outputs, inputs),
                ParameterShape.dense(name + ".bias", inputs, outputs));
    }

    /** {@code y = x·Wᵀ + b}: {@code (rows, inputs)} to {@code (rows, outputs)}. */
    static NDArray dense(Weights weights, String name, NDArray input) {
        return input.getNDArrayInternal()
                .linear(input, weights.get(name + ".weight"), weights.get(name + ".bias"))
                .singletonOrThrow();
    }

    /**
     * {@code factor · x}. DJL's own product with a number frees that number's memory while PyTorch still keeps it for the
     * backward pass.
     */
    static NDArray scale(NDArray input, double factor) {
        return input.mul(input.getManager().full(new Shape(), (float) factor));
    }

    static NDArray relu(NDArray input) {
        return input.getNDArrayInternal().relu();
    }

    /**
     * Rows of a table: {@code (n, width)} at indices of any shape gives {@code (shape, width)}, in the manager of the
     * indices.
     */
    static NDArray rows(NDArray table, NDArray indices) {
        return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
    }

    /** The parameters of {@link #lstm}, its gates in PyTorch's order: input, forget, cell, output. */
    static List<ParameterShape> lstmParameters(String name, long inputs, long hidden) {
        return List.of(
                ParameterShape.dense(name + ".input.weight", hidden, 4 * hidden, inputs),
                ParameterShape.dense(name + ".hidden.weight", hidden, 4 * hidden, hidden),
                ParameterShape.dense(name + ".input.bias", hidden, 4 * hidden),
                ParameterShape.dense(name + ".hidden.bias", hidden, 4 * hidden));
    }

    /**
     * One LSTM layer, first step to last: {@code (rows, steps, inputs)} to {@code (rows, steps, hidden)}, each output in
     * (-1, 1). Source: Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000).
     */
    static NDArray lstm(Weights weights, String name, NDArray input) {
        NDList parameters = new NDList(
                weights.get(name + ".input.weight"),
                weights.get(name + ".hidden.weight"),
                weights.get(name + ".input.bias"),
                weights.get(name + ".hidden.bias"));
        NDManager manager = input.getManager();
        long hidden = parameters.get(1).getShape().get(1);
        NDArray zero = manager.zeros(new Shape(1, input.getShape().get(0), hidden));
        return input.getNDArrayInternal()
                .lstm(input, new NDList(zero, zero), parameters, true, 1, 0, true, false, true)
                .get(0);
    }
}
