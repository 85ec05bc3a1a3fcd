package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Computes with PyTorch what {@link DjlOps} computes, for parameters that no longer change, with less arithmetic: layers that
 * follow a lookup of words become lookups, see {@link Lookup}, and recurrent layers pool their outputs as they come. It leaves
 * nothing out and records no gradients. Results differ from those of {@link DjlOps} by rounding alone.
 *
 * <p>The manager owns every result and closes it.
 */
public final class InferenceOps implements TensorOps<InferenceTensor> {
    private final DjlOps djl;
    private final ProjectionTables projections;

    /**
     * Operations on the arrays of one batch.
     *
     * @param manager of the batch
     */
    public InferenceOps(NDManager manager, ProjectionTables projections) {
        this.djl = new DjlOps(manager, Dropout.none());
        this.projections = projections;
    }

    DjlOps djl() {
        return djl;
    }

    ProjectionTables projections() {
        return projections;
    }

    /** Gives a tensor of values that are there. */
    public InferenceTensor tensor(NDArray array) {
        return new ComputedTensor(array);
    }

    /** Gives a matrix of rows of one length. */
    public InferenceTensor matrix(float[][] rows) {
        return tensor(djl.matrix(rows));
    }

    /** Lays out the words of a batch, see {@link DjlOps#sequences}. */
    public Sequences<InferenceTensor> sequences(int[][] words) {
        return new InferenceSequences(this, new DjlSequences(djl, new PaddedRows(words)));
    }

    @Override
    public InferenceTensor add(InferenceTensor a, InferenceTensor b) {
        return tensor(djl.add(a.array(), b.array()));
    }

    @Override
    public InferenceTensor sub(InferenceTensor a, InferenceTensor b) {
        return tensor(djl.sub(a.array(), b.array()));
    }

    @Override
    public InferenceTensor mul(InferenceTensor a, InferenceTensor b) {
        return tensor(djl.mul(a.array(), b.array()));
    }

    @Override
    public InferenceTensor scale(InferenceTensor input, double factor) {
        return tensor(djl.scale(input.array(), factor));
    }

    @Override
    public InferenceTensor abs(InferenceTensor input) {
        return tensor(djl.abs(input.array()));
    }

    @Override
    public InferenceTensor relu(InferenceTensor input) {
        return tensor(djl.relu(input.array()));
    }

    @Override
    public InferenceTensor gelu(InferenceTensor input) {
        return tensor(djl.gelu(input.array()));
    }

    @Override
    public InferenceTensor concat(List<InferenceTensor> inputs) {
        return inputs.get(0).concat(this, inputs);
    }

    @Override
    public InferenceTensor linear(InferenceTensor input, InferenceTensor weight, InferenceTensor bias) {
        return input.linear(this, weight.array(), bias.array());
    }

    @Override
    public InferenceTensor layerNorm(InferenceTensor input, InferenceTensor gain, InferenceTensor bias) {
        return tensor(djl.layerNorm(input.array(), gain.array(), bias.array()));
    }

    @Override
    public InferenceTensor dropout(InferenceTensor input, double rate) {
        return input;
    }
}
