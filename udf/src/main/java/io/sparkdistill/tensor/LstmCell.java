package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * Computes the step of an LSTM: {@code c' = σ(f)·c + σ(i)·tanh(g)}, {@code h' = σ(o)·tanh(c')}. Each gate {@code i, f,
 * g, o} is the sum of a projection of the input and one of the previous output.
 *
 * <p>On CPUs PyTorch's tanh takes twice as long as its sigmoid, and one call for all gates is faster than four. As
 * {@code tanh(x)/2 = σ(2x) − 1/2}, one sigmoid computes all four gates if {@code g} is doubled. The state then holds
 * {@code c/2} and {@code h/2}. The weights compensate for that: those of {@code g} are doubled, and the recurrent
 * weights, which are multiplied by {@code h/2}, are doubled again.
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
        this.recurrent = gateScales().muli(2).reshape(-1, 1).mul(weights.hiddenWeight());
        // Created once, not in each step.
        this.half = manager.full(new Shape(), 0.5f);
        this.four = manager.full(new Shape(), 4f);
    }

    /**
     * Returns the factors of the gates, {@code (4·hidden)}: 2 for {@code g}, the gate with a tanh, and 1 for the
     * others.
     */
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
    public NDList firstStep(NDArray projected) {
        NDList gates = gates(projected);
        NDArray cell = cellUpdate(gates);
        return new NDList(output(gates, cell), cell);
    }

    @Override
    public NDList nextStep(NDList state, NDArray projected) {
        // One call for the product and the sum: the projections take the place of the bias.
        NDList gates = gates(DjlArrays.linear(state.get(0), recurrent, projected));
        NDArray cell = state.get(1).muli(gates.get(1)).addi(cellUpdate(gates));
        return new NDList(output(gates, cell), cell);
    }

    private static NDList gates(NDArray sums) {
        return Activation.sigmoid(sums).split(GATES, 1);
    }

    /** Computes {@code σ(i)·tanh(g)/2}. */
    private NDArray cellUpdate(NDList gates) {
        return gates.get(2).subi(half).muli(gates.get(0));
    }

    /** Computes {@code σ(o)·tanh(c)/2} from {@code c/2}. */
    private NDArray output(NDList gates, NDArray cell) {
        return Activation.sigmoid(cell.mul(four)).subi(half).muli(gates.get(3));
    }

    @Override
    public float outputScale() {
        return 2;
    }
}
