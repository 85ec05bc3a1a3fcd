package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Represents the concatenated rows of embedding tables at the words of a batch, {@code (rows, steps, width)}.
 *
 * <p>A dense layer on it is a lookup in another table, {@code embedding(E)·Wᵀ + b = embedding(E·Wᵀ + b)}. So is the
 * input projection of a recurrent layer or of a convolution. These tables do not depend on the text, and {@link
 * ProjectionTables} keeps them for all batches if they are small enough.
 */
final class EmbeddingLookup extends InferenceTensor {
    private final InferenceOps ops;
    private final List<NDArray> tables;
    private final DjlSequences sequences;

    EmbeddingLookup(InferenceOps ops, List<NDArray> tables, DjlSequences sequences) {
        this.ops = ops;
        this.tables = List.copyOf(tables);
        this.sequences = sequences;
    }

    @Override
    public NDArray array() {
        return ops.djl().concat(tables.stream().map(sequences::embedding).toList());
    }

    /** Returns the table of a layer's outputs for all rows of the embedding tables. */
    private NDArray project(NDArray weight, UnaryOperator<NDArray> layer) {
        return ops.projections().get(weight, tables, () -> layer.apply(ops.djl().concat(tables)));
    }

    @Override
    InferenceTensor concat(InferenceOps unused, List<InferenceTensor> all) {
        List<NDArray> joined = new ArrayList<>();
        for (InferenceTensor tensor : all) {
            if (!(tensor instanceof EmbeddingLookup lookup && lookup.sequences == sequences)) {
                return super.concat(ops, all);
            }
            joined.addAll(lookup.tables);
        }
        return new EmbeddingLookup(ops, joined, sequences);
    }

    @Override
    InferenceTensor linear(InferenceOps unused, NDArray weight, NDArray bias) {
        NDArray table = project(weight, vectors -> ops.djl().linear(vectors, weight, bias));
        return new EmbeddingLookup(ops, List.of(table), sequences);
    }

    @Override
    InferenceTensor reverse(DjlSequences unused) {
        return new EmbeddingLookup(ops, tables, sequences.reversed());
    }

    @Override
    InferenceTensor recurrent(DjlSequences unused, RecurrentLayer layer, RecurrentWeights<NDArray> weights) {
        RecurrentCell cell = layer.cell(ops.djl(), weights);
        NDArray table = project(weights.inputWeight(), cell::project);
        PooledRecurrentLayer pooled =
                new PooledRecurrentLayer(ops.djl(), new PackedSequences(sequences.rows()), cell, table);
        return new RecurrentOutputs(() -> layer.outputs(sequences, array(), weights), pooled);
    }

    @Override
    InferenceTensor weightedMean(DjlSequences unused, InferenceTensor scores) {
        if (!(scores instanceof EmbeddingLookup lookup && lookup.sequences == sequences)) {
            return super.weightedMean(sequences, scores);
        }
        float[][] means = ops.projections()
                .means(tables, lookup.tables.get(0))
                .of(sequences.rows().words());
        return new ComputedTensor(ops.djl().matrix(means));
    }

    @Override
    InferenceTensor conv1dMax(DjlSequences unused, NDArray weight, NDArray bias) {
        NDArray table = project(weight, vectors -> WindowSums.project(ops.djl(), vectors, weight));
        int width = (int) weight.getShape().get(2);
        return new ComputedTensor(
                new WindowSums(ops.djl(), table, width).max(sequences.rows()).addi(bias));
    }
}
