package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The rows of tables at the words of a batch, side by side: {@code (rows, steps, width)}.
 *
 * <p>A dense layer of it is a lookup in another table, {@code gather(E)·Wᵀ + b = gather(E·Wᵀ + b)}, and so is the part of a
 * recurrent layer or of a convolution that does not depend on the neighbors of a word. These other tables depend on no text:
 * {@link ProjectionTables} keeps them from batch to batch where they are small enough.
 */
final class Lookup extends InferenceTensor {
    private final InferenceOps ops;
    private final List<NDArray> tables;
    private final DjlSequences sequences;

    Lookup(InferenceOps ops, List<NDArray> tables, DjlSequences sequences) {
        this.ops = ops;
        this.tables = List.copyOf(tables);
        this.sequences = sequences;
    }

    @Override
    public NDArray array() {
        return ops.djl().concat(tables.stream().map(sequences::gather).toList());
    }

    /** Gives the table that a layer makes of these tables. */
    private NDArray project(NDArray weight, UnaryOperator<NDArray> layer) {
        return ops.projections().get(weight, tables, () -> layer.apply(ops.djl().concat(tables)));
    }

    @Override
    InferenceTensor concat(InferenceOps unused, List<InferenceTensor> all) {
        List<NDArray> joined = new ArrayList<>();
        for (InferenceTensor tensor : all) {
            if (!(tensor instanceof Lookup lookup && lookup.sequences == sequences)) {
                return super.concat(ops, all);
            }
            joined.addAll(lookup.tables);
        }
        return new Lookup(ops, joined, sequences);
    }

    @Override
    InferenceTensor linear(InferenceOps unused, NDArray weight, NDArray bias) {
        NDArray table = project(weight, vectors -> ops.djl().linear(vectors, weight, bias));
        return new Lookup(ops, List.of(table), sequences);
    }

    @Override
    InferenceTensor reverse(DjlSequences unused) {
        return new Lookup(ops, tables, sequences.reversed());
    }

    @Override
    InferenceTensor recurrent(DjlSequences unused, Recurrence layer, RecurrentWeights<NDArray> weights) {
        RecurrentCell cell = layer.cell(ops.djl(), weights);
        NDArray table = project(weights.inputWeight(), cell::project);
        PooledRecurrence pooled = new PooledRecurrence(ops.djl(), new PackedRows(sequences.rows()), cell, table);
        return new RecurrentOutputs(() -> layer.outputs(sequences, array(), weights), pooled);
    }

    @Override
    InferenceTensor conv1dMax(DjlSequences unused, NDArray weight, NDArray bias) {
        NDArray table = project(weight, vectors -> WindowSums.project(ops.djl(), vectors, weight));
        return new ComputedTensor(
                new WindowSums(ops.djl(), table).max(sequences.rows()).addi(bias));
    }
}
