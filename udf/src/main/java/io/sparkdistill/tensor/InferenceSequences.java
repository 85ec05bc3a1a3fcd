package io.sparkdistill.tensor;

import java.util.List;

/** Computes the operations of sequences in inference mode: see {@link InferenceOps}. */
final class InferenceSequences implements Sequences<InferenceTensor> {
    private final InferenceOps ops;
    private final DjlSequences djl;

    InferenceSequences(InferenceOps ops, DjlSequences djl) {
        this.ops = ops;
        this.djl = djl;
    }

    @Override
    public InferenceTensor embedding(InferenceTensor table) {
        return new EmbeddingLookup(ops, List.of(table.array()), djl);
    }

    @Override
    public InferenceTensor reverse(InferenceTensor input) {
        return input.reverse(djl);
    }

    @Override
    public InferenceTensor lstm(InferenceTensor input, RecurrentWeights<InferenceTensor> weights) {
        return input.recurrent(djl, RecurrentLayer.LSTM, weights.map(InferenceTensor::array));
    }

    @Override
    public InferenceTensor gru(InferenceTensor input, RecurrentWeights<InferenceTensor> weights) {
        return input.recurrent(djl, RecurrentLayer.GRU, weights.map(InferenceTensor::array));
    }

    @Override
    public InferenceTensor conv1dMax(InferenceTensor input, InferenceTensor weight, InferenceTensor bias) {
        return input.conv1dMax(djl, weight.array(), bias.array());
    }

    @Override
    public InferenceTensor attention(
            InferenceTensor query, InferenceTensor key, InferenceTensor value, int heads, int size) {
        return ops.tensor(djl.attention(query.array(), key.array(), value.array(), heads, size));
    }

    @Override
    public InferenceTensor positions(int width) {
        return ops.tensor(djl.positions(width));
    }

    @Override
    public InferenceTensor max(InferenceTensor input) {
        return input.max(djl);
    }

    @Override
    public InferenceTensor mean(InferenceTensor input) {
        return ops.tensor(djl.mean(input.array()));
    }

    @Override
    public InferenceTensor weightedMean(InferenceTensor input, InferenceTensor scores) {
        return input.weightedMean(djl, scores);
    }

    @Override
    public InferenceTensor last(InferenceTensor input) {
        return input.last(djl);
    }
}
