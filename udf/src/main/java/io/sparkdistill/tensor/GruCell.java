package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * Computes the step of a GRU: {@code r = σ(x_r + h_r)}, {@code z = σ(x_z + h_z)}, {@code n = tanh(x_n + r·h_n)}, {@code
 * h' = n + z·(h − n)}. For each gate, {@code x} is the projection of the input and {@code h} that of the previous
 * output.
 */
final class GruCell implements RecurrentCell {
    private final DjlOps ops;
    private final RecurrentWeights<NDArray> weights;
    private final long hidden;
    private final NDArray recurrent;
    private final NDArray candidateBias;

    GruCell(DjlOps ops, RecurrentWeights<NDArray> weights) {
        this.ops = ops;
        this.weights = weights;
        this.hidden = weights.hiddenWeight().getShape().get(1);
        this.recurrent = ops.attach(weights.hiddenWeight().transpose());
        this.candidateBias = ops.attach(weights.hiddenBias().get(new NDIndex().addSliceDim(2 * hidden, 3 * hidden)));
    }

    /** Adds the hidden bias of {@code r} and {@code z} only: that of {@code h_n} is multiplied by {@code r} first. */
    @Override
    public NDArray project(NDArray inputs) {
        NDArray zeros = ops.manager().zeros(new Shape(hidden));
        NDArray gateBias = ops.attach(weights.hiddenBias().get(new NDIndex().addSliceDim(0, 2 * hidden)));
        return ops.linear(inputs, weights.inputWeight(), weights.inputBias())
                .addi(NDArrays.concat(new NDList(gateBias, zeros)));
    }

    @Override
    public NDList firstStep(NDArray projected) {
        NDList inputs = projected.split(3, 1);
        NDArray reset = Activation.sigmoid(inputs.get(0));
        NDArray update = Activation.sigmoid(inputs.get(1));
        NDArray candidate = Activation.tanh(reset.muli(candidateBias).addi(inputs.get(2)));
        return new NDList(candidate.sub(update.muli(candidate)));
    }

    @Override
    public NDList nextStep(NDList state, NDArray projected) {
        NDArray previous = state.get(0);
        NDList inputs = projected.split(new long[] {2 * hidden}, 1);
        NDList outputs = previous.matMul(recurrent).split(new long[] {2 * hidden}, 1);
        NDList gates = Activation.sigmoid(outputs.get(0).addi(inputs.get(0))).split(2, 1);
        NDArray candidate = Activation.tanh(
                outputs.get(1).addi(candidateBias).muli(gates.get(0)).addi(inputs.get(1)));
        return new NDList(previous.sub(candidate).muli(gates.get(1)).addi(candidate));
    }
}
