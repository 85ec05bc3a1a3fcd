package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import java.util.function.Supplier;

/**
 * Represents the outputs of a recurrent layer over an {@link EmbeddingLookup}, {@code (rows, steps, hidden)}. The
 * maximum and the last output are computed step by step, without storing all outputs.
 */
final class RecurrentOutputs extends InferenceTensor {
    private final Supplier<NDArray> outputs;
    private final PooledRecurrentLayer pooled;

    RecurrentOutputs(Supplier<NDArray> outputs, PooledRecurrentLayer pooled) {
        this.outputs = outputs;
        this.pooled = pooled;
    }

    @Override
    public NDArray array() {
        return outputs.get();
    }

    @Override
    InferenceTensor max(DjlSequences unused) {
        return new ComputedTensor(pooled.pool(NDArray::maximum));
    }

    @Override
    InferenceTensor last(DjlSequences unused) {
        return new ComputedTensor(pooled.pool((earlier, output) -> output));
    }
}
