package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A tensor in inference mode. Its values may not be computed yet, so that the layer that follows can be computed in a cheaper
 * way that gives the same.
 */
public abstract sealed class InferenceTensor permits ComputedTensor, Lookup, RecurrentOutputs {
    /** Gives the values. They belong to the batch, or to the model if this is a parameter. */
    public abstract NDArray array();

    /** Puts tensors side by side, of which this is the first. */
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

    InferenceTensor recurrent(DjlSequences sequences, Recurrence layer, RecurrentWeights<NDArray> weights) {
        return new ComputedTensor(layer.outputs(sequences, array(), weights));
    }

    InferenceTensor conv1dMax(DjlSequences sequences, NDArray weight, NDArray bias) {
        return new ComputedTensor(sequences.conv1dMax(array(), weight, bias));
    }

    InferenceTensor max(DjlSequences sequences) {
        return new ComputedTensor(sequences.max(array()));
    }

    InferenceTensor last(DjlSequences sequences) {
        return new ComputedTensor(sequences.last(array()));
    }
}
