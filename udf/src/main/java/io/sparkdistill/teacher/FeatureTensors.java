package io.sparkdistill.teacher;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.format.ModelInputs;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;

/** Creates the tensor of dense features: float32, of shape {@code [batch, features]}. */
final class FeatureTensors implements InputTensors<FeatureTensors.Features> {
    private static final List<String> NAMES = List.of("features");

    /** Holds the features of one example. */
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
            throw new IllegalArgumentException(
                    "Cannot read the input: the model reads features, and the input has none");
        }
        return new Features(input.features());
    }

    /** Checks nothing: the number of features is checked by the model itself. */
    @Override
    public void checkFit(ModelInputs model) {}

    @Override
    public NDList batch(NDManager manager, List<Features> batch, int length) {
        int width = batch.get(0).values().length;
        float[] values = new float[batch.size() * width];
        for (int row = 0; row < batch.size(); row++) {
            float[] features = batch.get(row).values();
            if (features.length != width) {
                throw new IllegalArgumentException(
                        "Cannot run the model: all examples must have the same number of features: %d, %d"
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
        // There is nothing to close.
    }
}
