package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Computes the operations in inference mode, without dropout and gradients, with less arithmetic than {@link DjlOps}. A
 * layer on looked-up word vectors becomes a lookup in a table of its outputs: see {@link EmbeddingLookup}. Recurrent
 * layers pool their outputs step by step. The results differ from those of {@link DjlOps} only by rounding.
 *
 * <p>All results belong to the given manager.
 */
public final class InferenceOps implements TensorOps<InferenceTensor> {
    private final DjlOps djl;
    private final ProjectionTables projections;

    /**
     * Creates the operations on the arrays of one batch.
     *
     * @param manager manager of the batch, which owns the results
     * @param projections the precomputed tables
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

    /** Returns the tensor of an array. */
    public InferenceTensor tensor(NDArray array) {
        return new ComputedTensor(array);
    }

    /** Creates a matrix from rows of equal length. */
    public InferenceTensor matrix(float[][] rows) {
        return tensor(djl.matrix(rows));
    }

    /** Creates the sequences of a batch: see {@link DjlOps#sequences}. */
    public Sequences<InferenceTensor> sequences(int[][] words) {
        return new InferenceSequences(this, new DjlSequences(djl, new PaddedSequences(words)));
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
