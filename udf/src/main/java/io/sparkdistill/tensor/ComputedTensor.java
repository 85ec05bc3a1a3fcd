package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;

/** Holds a tensor whose values are already computed, such as a parameter. */
final class ComputedTensor extends InferenceTensor {
    private final NDArray array;

    ComputedTensor(NDArray array) {
        this.array = array;
    }

    @Override
    public NDArray array() {
        return array;
    }
}
