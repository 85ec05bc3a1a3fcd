package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Computes each operation by one call of PyTorch, which can record gradients.
 *
 * <p>All results belong to the given manager, also if all operands are parameters, which belong to their model.
 */
public final class DjlOps implements TensorOps<NDArray> {
    static final float NORM_EPSILON = 1e-5f;

    private final NDManager manager;
    private final Dropout dropout;

    /**
     * Creates the operations on the arrays of one batch.
     *
     * @param manager manager of the batch, which owns the results
     * @param dropout {@link Dropout#none()} outside training
     */
    public DjlOps(NDManager manager, Dropout dropout) {
        this.manager = manager;
        this.dropout = dropout;
    }

    NDManager manager() {
        return manager;
    }

    /** Attaches a result to the manager of the batch. */
    NDArray attach(NDArray result) {
        if (result.getManager() != manager) {
            result.attach(manager);
        }
        return result;
    }

    /**
     * Creates the sequences of a batch.
     *
     * @param words the words of each row, at least one: row indices into the tables of {@link Sequences#embedding}
     */
    public Sequences<NDArray> sequences(int[][] words) {
        return new DjlSequences(this, new PaddedSequences(words));
    }

    /** Creates a matrix from rows of equal length. */
    public NDArray matrix(float[][] rows) {
        return manager.create(rows);
    }

    @Override
    public NDArray add(NDArray a, NDArray b) {
        return attach(a.add(b));
    }

    @Override
    public NDArray sub(NDArray a, NDArray b) {
        return attach(a.sub(b));
    }

    @Override
    public NDArray mul(NDArray a, NDArray b) {
        return attach(a.mul(b));
    }

    @Override
    public NDArray scale(NDArray input, double factor) {
        return attach(input.mul(manager.full(new Shape(), (float) factor)));
    }

    @Override
    public NDArray abs(NDArray input) {
        return attach(input.abs());
    }

    @Override
    public NDArray relu(NDArray input) {
        return attach(input.getNDArrayInternal().relu());
    }

    @Override
    public NDArray gelu(NDArray input) {
        return attach(input.getNDArrayInternal().gelu());
    }

    @Override
    public NDArray concat(List<NDArray> inputs) {
        NDArray first = inputs.get(0);
        if (inputs.size() == 1) {
            return first;
        }
        int axis = first.getShape().dimension() - 1;
        return attach(first.getNDArrayInternal().concat(new NDList(inputs.subList(1, inputs.size())), axis));
    }

    @Override
    public NDArray linear(NDArray input, NDArray weight, NDArray bias) {
        return attach(DjlArrays.linear(input, weight, bias));
    }

    @Override
    public NDArray layerNorm(NDArray input, NDArray gain, NDArray bias) {
        NDArray scale = manager.ones(gain.getShape()).add(gain);
        return attach(input.getNDArrayInternal()
                .layerNorm(input, gain.getShape(), scale, bias, NORM_EPSILON)
                .singletonOrThrow());
    }

    @Override
    public NDArray dropout(NDArray input, double rate) {
        return dropout.apply(input, rate);
    }
}
