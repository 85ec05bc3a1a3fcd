package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Represents a tensor in inference mode. Its values may be computed lazily, so that the next layer can be computed with
 * less arithmetic.
 */
public abstract sealed class InferenceTensor permits ComputedTensor, EmbeddingLookup, RecurrentOutputs {
    /** Returns the values. They belong to the manager of the batch, or to the model if the tensor is a parameter. */
    public abstract NDArray array();

    /** Concatenates tensors along their last axis; this is the first of them. */
    InferenceTensor concat(InferenceOps ops, List<InferenceTensor> all) {
        return new ComputedTensor(
                ops.djl().concat(all.stream().map(InferenceTensor::array).toList()));
    }

    InferenceTensor linear(InferenceOps ops, NDArray weight, NDArray bias) {
        return new ComputedTensor(ops.djl().linear(array(), weight, bias));
    }

    InferenceTensor reverse(DjlSequences sequences) {
        return new ComputedTensor(sequences.reverse(array()));
    }

    InferenceTensor recurrent(DjlSequences sequences, RecurrentLayer layer, RecurrentWeights<NDArray> weights) {
        return new ComputedTensor(layer.outputs(sequences, array(), weights));
    }

    InferenceTensor conv1dMax(DjlSequences sequences, NDArray weight, NDArray bias) {
        return new ComputedTensor(sequences.conv1dMax(array(), weight, bias));
    }

    InferenceTensor max(DjlSequences sequences) {
        return new ComputedTensor(sequences.max(array()));
    }

    InferenceTensor weightedMean(DjlSequences sequences, InferenceTensor scores) {
        return new ComputedTensor(sequences.weightedMean(array(), scores.array()));
    }

    InferenceTensor last(DjlSequences sequences) {
        return new ComputedTensor(sequences.last(array()));
    }
}
