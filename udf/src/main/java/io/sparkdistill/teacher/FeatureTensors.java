package io.sparkdistill.teacher;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.format.ModelInputs;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;

/** Dense features as one float32 tensor of shape {@code [batch, features]}. */
final class FeatureTensors implements InputTensors<FeatureTensors.Features> {
    private static final List<String> NAMES = List.of("features");

    /** The features of one example. */
    record Features(float[] values) implements Tokens {
        @Override
        public int count() {
            return 1;
        }

        @Override
        public boolean truncated() {
            return false;
        }
    }

    @Override
    public Features encode(ModelInput input) {
        if (input.features() == null) {
            throw new IllegalArgumentException("Cannot read text: the model reads features");
        }
        return new Features(input.features());
    }

    /** Whether a model takes so many features is seen when it is asked. */
    @Override
    public void fit(ModelInputs model) {}

    @Override
    public NDList batch(NDManager manager, List<Features> batch, int length) {
        int width = batch.get(0).values().length;
        float[] values = new float[batch.size() * width];
        for (int row = 0; row < batch.size(); row++) {
            float[] features = batch.get(row).values();
            if (features.length != width) {
                throw new IllegalArgumentException(
                        "Cannot ask the model: expected as many features in all examples: %d, %d"
                                .formatted(width, features.length));
            }
            System.arraycopy(features, 0, values, row * width, width);
        }
        return new NDList(manager.create(values, new Shape(batch.size(), width)));
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
