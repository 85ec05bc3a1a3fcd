package io.sparkdistill.teacher;

import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import java.util.function.UnaryOperator;

/** Computes predictions with a loaded student that reads dense features one by one, and has no hidden states. */
final class FeatureLogitsModel implements LogitsModel<FeatureTensors.Features> {
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

    @Override
    public FeatureTensors.Features tokenize(ModelInput input) {
        if (input.features() == null) {
            throw new IllegalArgumentException(
                    "Cannot read the input: the student reads features, and the input is a text");
        }
        if (input.features().length != width) {
            throw new IllegalArgumentException("Cannot read the input: the student reads %d features, and it has %d"
                    .formatted(width, input.features().length));
        }
        return new FeatureTensors.Features(input.features());
    }

    @Override
    public Predictor<FeatureTensors.Features> newPredictor() {
        return new RowPredictor<>("the student", returnsHidden, input -> logits.apply(input.values()));
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
