package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.IdentityHashMap;

/** Computes the operations of sequences by PyTorch, one call per operation. */
final class DjlSequences implements Sequences<NDArray> {
    /** Subtracted from masked values: their softmax is 0, and they are never the maximum. */
    static final double MASK_PENALTY = 1e9;

    private static final Shape ONE = new Shape(1);

    private final DjlOps ops;
    private final NDManager manager;
    private final PaddedSequences rows;
    private final Shape shape;
    private final boolean hasPadding;
    /** The masked and transposed inputs of convolutions, by input: filters of several widths share them. */
    private final IdentityHashMap<NDArray, NDArray> channels = new IdentityHashMap<>();

    private NDArray indices;
    private NDArray reversed;
    private NDArray mask;

    DjlSequences(DjlOps ops, PaddedSequences rows) {
        this.ops = ops;
        this.manager = ops.manager();
        this.rows = rows;
        this.shape = new Shape(rows.rows(), rows.steps());
        this.hasPadding = rows.hasPadding();
    }

    PaddedSequences rows() {
        return rows;
    }

    DjlSequences reversed() {
        return new DjlSequences(ops, rows.reversed());
    }

    private NDArray indices() {
        if (indices == null) {
            indices = manager.create(rows.padded(), shape);
        }
        return indices;
    }

    /** {@code (rows, steps, 1)}: 1 at words and 0 at padding. */
    private NDArray mask() {
        if (mask == null) {
            mask = manager.create(rows.mask(0), shape.add(1));
        }
        return mask;
    }

    @Override
    public NDArray embedding(NDArray table) {
        return DjlArrays.rows(table, indices());
    }

    @Override
    public NDArray reverse(NDArray input) {
        if (reversed == null) {
            reversed = manager.create(rows.reversedIndices(), shape);
        }
        return DjlArrays.rows(flat(input), reversed);
    }

    private static NDArray flat(NDArray input) {
        return input.reshape(-1, input.getShape().get(2));
    }

    @Override
    public NDArray lstm(NDArray input, RecurrentWeights<NDArray> weights) {
        NDArray zero = zeroState(weights);
        return input.getNDArrayInternal()
                .lstm(input, new NDList(zero, zero), list(weights), true, 1, 0, true, false, true)
                .get(0);
    }

    @Override
    public NDArray gru(NDArray input, RecurrentWeights<NDArray> weights) {
        return input.getNDArrayInternal()
                .gru(input, zeroState(weights), list(weights), true, 1, 0, true, false, true)
                .get(0);
    }

    private NDArray zeroState(RecurrentWeights<NDArray> weights) {
        long hidden = weights.hiddenWeight().getShape().get(1);
        return manager.zeros(new Shape(1, shape.get(0), hidden));
    }

    private static NDList list(RecurrentWeights<NDArray> weights) {
        return new NDList(weights.inputWeight(), weights.hiddenWeight(), weights.inputBias(), weights.hiddenBias());
    }

    @Override
    public NDArray conv1dMax(NDArray input, NDArray weight, NDArray bias) {
        int padding = (int) weight.getShape().get(2) - 1;
        NDArray channels = this.channels.computeIfAbsent(input, this::channels);
        NDArray values = channels.getNDArrayInternal()
                .convolution(channels, weight, bias, ONE, new Shape(padding), ONE, 1)
                .singletonOrThrow();
        if (hasPadding) {
            NDArray windows = manager.create(rows.mask(padding), new Shape(shape.get(0), 1, shape.get(1) + padding));
            values = values.add(penalty(windows));
        }
        return values.max(new int[] {2});
    }

    /**
     * Returns the input of a convolution, {@code (rows, inputs, steps)}, with zeros at padding: the vector of the
     * padding is arbitrary.
     */
    private NDArray channels(NDArray input) {
        return input.mul(mask()).transpose(0, 2, 1);
    }

    /** Returns 0 where a mask is 1, and a large negative number where it is 0. */
    private static NDArray penalty(NDArray mask) {
        return mask.sub(1).mul(MASK_PENALTY);
    }

    @Override
    public NDArray attention(NDArray query, NDArray key, NDArray value, int heads, int size) {
        Shape perHead = shape.addAll(new Shape(heads, size));
        NDArray queries = query.reshape(perHead).transpose(0, 2, 1, 3);
        NDArray keys = key.reshape(perHead).transpose(0, 2, 3, 1);
        NDArray values = value.reshape(perHead).transpose(0, 2, 1, 3);
        NDArray scores = ops.scale(queries.matMul(keys), 1 / Math.sqrt(size));
        if (hasPadding) {
            scores = scores.add(penalty(mask()).reshape(shape.get(0), 1, 1, shape.get(1)));
        }
        return scores.softmax(3).matMul(values).transpose(0, 2, 1, 3).reshape(value.getShape());
    }

    @Override
    public NDArray positions(int width) {
        int steps = (int) shape.get(1);
        float[] values = new float[steps * width];
        for (int column = 0; column < width; column += 2) {
            double divisor = Math.pow(10_000, (double) column / width);
            for (int step = 0; step < steps; step++) {
                values[step * width + column] = (float) Math.sin(step / divisor);
                values[step * width + column + 1] = (float) Math.cos(step / divisor);
            }
        }
        return manager.create(values, new Shape(steps, width));
    }

    @Override
    public NDArray max(NDArray input) {
        return (hasPadding ? input.add(penalty(mask())) : input).max(new int[] {1});
    }

    @Override
    public NDArray mean(NDArray input) {
        return input.mul(mask()).sum(new int[] {1}).div(mask().sum(new int[] {1}));
    }

    @Override
    public NDArray weightedMean(NDArray input, NDArray scores) {
        NDArray masked = hasPadding ? scores.add(penalty(mask())) : scores;
        return input.mul(masked.softmax(1)).sum(new int[] {1});
    }

    @Override
    public NDArray last(NDArray input) {
        return DjlArrays.rows(flat(input), manager.create(rows.lastIndices()));
    }
}
