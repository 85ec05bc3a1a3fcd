package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import java.util.function.Supplier;

/**
 * The outputs of a recurrent layer over a {@link Lookup}, {@code (rows, steps, hidden)}. Where they are pooled, they are pooled
 * as they come and never all kept.
 */
final class RecurrentOutputs extends InferenceTensor {
    private final Supplier<NDArray> outputs;
    private final PooledRecurrence pooled;

    RecurrentOutputs(Supplier<NDArray> outputs, PooledRecurrence pooled) {
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
        return new ComputedTensor(pooled.pool((before, output) -> output));
    }
}
