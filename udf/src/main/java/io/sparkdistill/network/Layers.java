package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.List;

/** Layers as functions. Every result belongs to the manager of the layer's input. */
public final class Layers {
    private Layers() {}

    /** The parameters of {@link #dense}: {@code weight (outputs, inputs)} and {@code bias (outputs)}. */
    public static List<ParameterShape> denseParameters(String name, long inputs, long outputs) {
        return List.of(
                ParameterShape.dense(name + ".weight", inputs, outputs, inputs),
                ParameterShape.dense(name + ".bias", inputs, outputs));
    }

    /** {@code y = x·Wᵀ + b}: {@code (rows, inputs)} to {@code (rows, outputs)}. */
    public static NDArray dense(Weights weights, String name, NDArray input) {
        return input.getNDArrayInternal()
                .linear(input, weights.get(name + ".weight"), weights.get(name + ".bias"))
                .singletonOrThrow();
    }

    /**
     * {@code factor · x}. DJL's own product with a number frees that number's memory while PyTorch still keeps it for the
     * backward pass.
     */
    public static NDArray scale(NDArray input, double factor) {
        return input.mul(input.getManager().full(new Shape(), (float) factor));
    }

    public static NDArray relu(NDArray input) {
        return input.getNDArrayInternal().relu();
    }

    /**
     * Rows of a table: {@code (n, width)} at indices of any shape gives {@code (shape, width)}, in the manager of the
     * indices.
     */
    public static NDArray rows(NDArray table, NDArray indices) {
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

    /** The parameters of {@link #norm}: {@code gain (width)}, which starts at 0, and {@code bias (width)}. */
    static List<ParameterShape> normParameters(String name, long width) {
        return List.of(ParameterShape.zero(name + ".gain", width), ParameterShape.zero(name + ".bias", width));
    }

    /**
     * {@code (1 + gain)·(x − mean)/√(variance + 1e-5) + bias} over the last axis. Source: Ba, Kiros, Hinton (2016), "Layer
     * Normalization".
     */
    static NDArray norm(Weights weights, String name, NDArray input) {
        NDArray gain = weights.get(name + ".gain");
        NDArray scale = input.getManager().ones(gain.getShape()).add(gain);
        return input.getNDArrayInternal()
                .layerNorm(input, gain.getShape(), scale, weights.get(name + ".bias"), 1e-5f)
                .singletonOrThrow();
    }

    /**
     * One vector of a pair: {@code [a; b; |a−b|; a⊙b]}, four times as wide; that of a single sentence is its own. Source:
     * Tang et al. (2019), section 3.2.
     */
    static NDArray compare(List<NDArray> encoded) {
        NDArray first = encoded.get(0);
        if (encoded.size() == 1) {
            return first;
        }
        NDArray second = encoded.get(1);
        return first.getNDArrayInternal()
                .concat(new NDList(second, first.sub(second).abs(), first.mul(second)), 1);
    }

    /** How wide {@link #compare} makes a vector. */
    static long comparedWidth(TaskShape task, long width) {
        return task.sentences() == 2 ? 4 * width : width;
    }
}
