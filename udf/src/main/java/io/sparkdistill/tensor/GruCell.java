package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * One step of a GRU: {@code n = tanh(x_n + r·h_n)} and {@code h' = n + z·(h − n)} with {@code r = σ(x_r + h_r)} and {@code z =
 * σ(x_z + h_z)}, where {@code x} is what the input contributes to a gate and {@code h} what the output before does.
 */
final class GruCell implements RecurrentCell {
    private final DjlOps ops;
    private final RecurrentWeights<NDArray> weights;
    private final long hidden;
    private final NDArray recurrent;
    private final NDArray newBias;

    GruCell(DjlOps ops, RecurrentWeights<NDArray> weights) {
        this.ops = ops;
        this.weights = weights;
        this.hidden = weights.hiddenWeight().getShape().get(1);
        this.recurrent = ops.own(weights.hiddenWeight().transpose());
        this.newBias = ops.own(weights.hiddenBias().get(new NDIndex().addSliceDim(2 * hidden, 3 * hidden)));
    }

    /** The bias of {@code r} and {@code z} can be added here; that of {@code h_n} is multiplied by {@code r} first. */
    @Override
    public NDArray project(NDArray inputs) {
        NDArray zeros = ops.manager().zeros(new Shape(hidden));
        NDArray gateBias = ops.own(weights.hiddenBias().get(new NDIndex().addSliceDim(0, 2 * hidden)));
        return ops.linear(inputs, weights.inputWeight(), weights.inputBias())
                .addi(NDArrays.concat(new NDList(gateBias, zeros)));
    }

    @Override
    public NDList first(NDArray projected) {
        NDList inputs = projected.split(3, 1);
        NDArray reset = Activation.sigmoid(inputs.get(0));
        NDArray update = Activation.sigmoid(inputs.get(1));
        NDArray candidate = Activation.tanh(reset.muli(newBias).addi(inputs.get(2)));
        return new NDList(candidate.sub(update.muli(candidate)));
    }

    @Override
    public NDList next(NDList state, NDArray projected) {
        NDArray before = state.get(0);
        NDList inputs = projected.split(new long[] {2 * hidden}, 1);
        NDList outputs = before.matMul(recurrent).split(new long[] {2 * hidden}, 1);
        NDList gates = Activation.sigmoid(outputs.get(0).addi(inputs.get(0))).split(2, 1);
        NDArray candidate =
                Activation.tanh(outputs.get(1).addi(newBias).muli(gates.get(0)).addi(inputs.get(1)));
        return new NDList(before.sub(candidate).muli(gates.get(1)).addi(candidate));
    }
}
