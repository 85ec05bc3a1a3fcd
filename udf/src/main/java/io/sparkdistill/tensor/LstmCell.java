package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * One step of an LSTM: {@code c' = σ(f)·c + σ(i)·tanh(g)} and {@code h' = σ(o)·tanh(c')}, where the gates {@code i, f, g, o}
 * are sums of a part that the input contributes and a part that the output before contributes.
 *
 * <p>On a CPU PyTorch takes twice as long for a tanh as for a sigmoid, and one call for all gates is faster than four. With
 * {@code tanh(x)/2 = σ(2x) − 1/2} a single sigmoid serves the four gates, if {@code g} arrives doubled; cells and outputs
 * are then kept halved, which the weights make up for: those of {@code g} are doubled, and the recurrent ones, which meet
 * halved outputs, are doubled once more.
 */
final class LstmCell implements RecurrentCell {
    private static final int GATES = 4;

    private final DjlOps ops;
    private final RecurrentWeights<NDArray> weights;
    private final NDArray recurrent;
    private final NDArray half;
    private final NDArray four;

    LstmCell(DjlOps ops, RecurrentWeights<NDArray> weights) {
        NDManager manager = ops.manager();
        this.ops = ops;
        this.weights = weights;
        this.recurrent =
                gateScales().muli(2).reshape(-1, 1).mul(weights.hiddenWeight()).transpose();
        // The numbers are not made anew in every step.
        this.half = manager.full(new Shape(), 0.5f);
        this.four = manager.full(new Shape(), 4f);
    }

    /** {@code (4·hidden)}: 2 for {@code g}, the gate with a tanh, and 1 for the others. */
    private NDArray gateScales() {
        NDArray ones =
                ops.manager().ones(new Shape(weights.hiddenWeight().getShape().get(1)));
        return NDArrays.concat(new NDList(ones, ones, ones.mul(2), ones));
    }

    @Override
    public NDArray project(NDArray inputs) {
        return ops.linear(inputs, weights.inputWeight(), weights.inputBias())
                .addi(weights.hiddenBias())
                .muli(gateScales());
    }

    @Override
    public NDList first(NDArray projected) {
        NDList gates = gates(projected);
        NDArray cell = added(gates);
        return new NDList(output(gates, cell), cell);
    }

    @Override
    public NDList next(NDList state, NDArray projected) {
        NDList gates = gates(state.get(0).matMul(recurrent).addi(projected));
        NDArray cell = state.get(1).muli(gates.get(1)).addi(added(gates));
        return new NDList(output(gates, cell), cell);
    }

    private static NDList gates(NDArray sums) {
        return Activation.sigmoid(sums).split(GATES, 1);
    }

    /** {@code σ(i)·tanh(g)/2}. */
    private NDArray added(NDList gates) {
        return gates.get(2).subi(half).muli(gates.get(0));
    }

    /** {@code σ(o)·tanh(c)/2} of a halved cell. */
    private NDArray output(NDList gates, NDArray cell) {
        return Activation.sigmoid(cell.mul(four)).subi(half).muli(gates.get(3));
    }

    @Override
    public float outputScale() {
        return 2;
    }
}
