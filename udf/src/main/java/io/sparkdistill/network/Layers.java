package io.sparkdistill.network;

import io.sparkdistill.tensor.RecurrentWeights;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.util.List;

/**
 * Defines the layers of networks: for each, the shapes of its parameters and its computation. The names of a layer's
 * parameters begin with the layer's name.
 */
public final class Layers {
    private static final int LSTM_GATES = 4;
    private static final int GRU_GATES = 3;

    private Layers() {}

    /** Returns the parameters of {@link #linear}: {@code weight (outputs, inputs)} and {@code bias (outputs)}. */
    public static List<ParameterShape> linearParameters(String name, long inputs, long outputs) {
        return List.of(
                ParameterShape.dense(name + ".weight", inputs, outputs, inputs),
                ParameterShape.dense(name + ".bias", inputs, outputs));
    }

    /** Computes a dense layer: see {@link TensorOps#linear}. */
    static <T> T linear(TensorOps<T> ops, Weights<T> weights, String name, T input) {
        return ops.linear(input, weights.get(name + ".weight"), weights.get(name + ".bias"));
    }

    /**
     * Returns the parameters of {@link #layerNorm}: {@code gain (width)} and {@code bias (width)}, initialized with 0.
     */
    static List<ParameterShape> layerNormParameters(String name, long width) {
        return List.of(ParameterShape.zero(name + ".gain", width), ParameterShape.zero(name + ".bias", width));
    }

    /** Computes layer normalization: see {@link TensorOps#layerNorm}. */
    static <T> T layerNorm(TensorOps<T> ops, Weights<T> weights, String name, T input) {
        return ops.layerNorm(input, weights.get(name + ".gain"), weights.get(name + ".bias"));
    }

    /** Returns the parameters of an LSTM in one direction: see {@link RecurrentWeights}. */
    static List<ParameterShape> lstmParameters(String name, long inputs, long hidden) {
        return recurrentParameters(name, inputs, hidden, LSTM_GATES * hidden);
    }

    /** Returns the parameters of a GRU in one direction: see {@link RecurrentWeights}. */
    static List<ParameterShape> gruParameters(String name, long inputs, long hidden) {
        return recurrentParameters(name, inputs, hidden, GRU_GATES * hidden);
    }

    private static List<ParameterShape> recurrentParameters(String name, long inputs, long hidden, long gates) {
        return List.of(
                ParameterShape.dense(name + ".input.weight", hidden, gates, inputs),
                ParameterShape.dense(name + ".hidden.weight", hidden, gates, hidden),
                ParameterShape.dense(name + ".input.bias", hidden, gates),
                ParameterShape.dense(name + ".hidden.bias", hidden, gates));
    }

    /**
     * Combines the vectors of a pair to {@code [a; b; |a−b|; a⊙b]}, {@code (rows, 4·width)}; returns the vector of a
     * single sentence as it is. Source: Tang et al. (2019), section 3.2.
     *
     * @param encoded one or two vectors per row, {@code (rows, width)} each
     */
    static <T> T compare(TensorOps<T> ops, List<T> encoded) {
        T first = encoded.get(0);
        if (encoded.size() == 1) {
            return first;
        }
        T second = encoded.get(1);
        return ops.concat(List.of(first, second, ops.abs(ops.sub(first, second)), ops.mul(first, second)));
    }

    /** Returns the width of the result of {@link #compare}. */
    static long comparedWidth(TaskShape task, long width) {
        return task.sentences() == 2 ? 4 * width : width;
    }
}
