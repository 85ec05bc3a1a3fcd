package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Computes with PyTorch, one call per operation, and PyTorch may record the gradients.
 *
 * <p>The manager owns every result and closes it, also where all operands are parameters, which belong to their model.
 */
public final class DjlOps implements TensorOps<NDArray> {
    static final float NORM_EPSILON = 1e-5f;

    private final NDManager manager;
    private final Dropout dropout;

    /**
     * Operations on the arrays of one batch.
     *
     * @param manager of the batch
     */
    public DjlOps(NDManager manager, Dropout dropout) {
        this.manager = manager;
        this.dropout = dropout;
    }

    NDManager manager() {
        return manager;
    }

    /** Lets the manager of the batch own a result. */
    NDArray own(NDArray result) {
        if (result.getManager() != manager) {
            result.attach(manager);
        }
        return result;
    }

    /**
     * Lays out the words of a batch.
     *
     * @param words of each row, one or more: the number of each word's row in the tables that {@link Sequences#gather} gets
     */
    public Sequences<NDArray> sequences(int[][] words) {
        return new DjlSequences(this, new PaddedRows(words));
    }

    /** Gives a matrix of rows of one length. */
    public NDArray matrix(float[][] rows) {
        return manager.create(rows);
    }

    @Override
    public NDArray add(NDArray a, NDArray b) {
        return own(a.add(b));
    }

    @Override
    public NDArray sub(NDArray a, NDArray b) {
        return own(a.sub(b));
    }

    @Override
    public NDArray mul(NDArray a, NDArray b) {
        return own(a.mul(b));
    }

    @Override
    public NDArray scale(NDArray input, double factor) {
        return own(input.mul(manager.full(new Shape(), (float) factor)));
    }

    @Override
    public NDArray abs(NDArray input) {
        return own(input.abs());
    }

    @Override
    public NDArray relu(NDArray input) {
        return own(input.getNDArrayInternal().relu());
    }

    @Override
    public NDArray gelu(NDArray input) {
        return own(input.getNDArrayInternal().gelu());
    }

    @Override
    public NDArray concat(List<NDArray> inputs) {
        NDArray first = inputs.get(0);
        if (inputs.size() == 1) {
            return first;
        }
        int axis = first.getShape().dimension() - 1;
        return own(first.getNDArrayInternal().concat(new NDList(inputs.subList(1, inputs.size())), axis));
    }

    @Override
    public NDArray linear(NDArray input, NDArray weight, NDArray bias) {
        return own(DjlArrays.linear(input, weight, bias));
    }

    @Override
    public NDArray layerNorm(NDArray input, NDArray gain, NDArray bias) {
        NDArray scale = manager.ones(gain.getShape()).add(gain);
        return own(input.getNDArrayInternal()
                .layerNorm(input, gain.getShape(), scale, bias, NORM_EPSILON)
                .singletonOrThrow());
    }

    @Override
    public NDArray dropout(NDArray input, double rate) {
        return dropout.apply(input, rate);
    }
}
