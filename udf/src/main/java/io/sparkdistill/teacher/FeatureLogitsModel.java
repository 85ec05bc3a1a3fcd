package io.sparkdistill.teacher;

import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;
import java.util.function.UnaryOperator;

/** Computes predictions with a loaded student that reads dense features one by one, and has no hidden states. */
final class FeatureLogitsModel implements LogitsModel<FeatureLogitsModel.Values> {
    private final int width;
    private final long parameterCount;
    private final boolean returnsHidden;
    private final UnaryOperator<float[]> logits;

    /**
     * Creates a model.
     *
     * @param width length of a feature vector
     * @param logits computes the logits of features
     */
    FeatureLogitsModel(int width, long parameterCount, boolean returnsHidden, UnaryOperator<float[]> logits) {
        this.width = width;
        this.parameterCount = parameterCount;
        this.returnsHidden = returnsHidden;
        this.logits = logits;
    }

    /** Represents an input by its features. */
    record Values(float[] features) implements Tokens {
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
    public Values tokenize(ModelInput input) {
        if (input.features() == null) {
            throw new IllegalArgumentException(
                    "Cannot read the input: the student reads features, and the input is a text");
        }
        if (input.features().length != width) {
            throw new IllegalArgumentException("Cannot read the input: the student reads %d features, and it has %d"
                    .formatted(width, input.features().length));
        }
        return new Values(input.features());
    }

    @Override
    public Predictor<Values> newPredictor() {
        return new Predictor<>() {
            @Override
            public BatchResult predict(List<Values> batch) {
                if (returnsHidden) {
                    throw new IllegalStateException("Cannot read hidden states: the student has none");
                }
                return new BatchResult(
                        batch.stream()
                                .map(input -> logits.apply(input.features()))
                                .toArray(float[][]::new),
                        null);
            }

            @Override
            public void close() {
                // There is nothing to free.
            }
        };
    }

    @Override
    public long parameterCount() {
        return parameterCount;
    }

    @Override
    public void close() {
        // There is nothing to free.
    }
}
