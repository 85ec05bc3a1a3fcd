package io.sparkdistill.jobs.serve;

import io.sparkdistill.distill.Softmax;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.serving.Input;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;

/** A teacher classifies examples beside the student, one at a time. */
public final class Teacher implements AutoCloseable {
    private final String name;
    private final ModelCache.Lease lease;

    /**
     * Takes over a loaded model.
     *
     * @param lease closed with the teacher
     */
    public Teacher(String name, ModelCache.Lease lease) {
        this.name = name;
        this.lease = lease;
    }

    String name() {
        return name;
    }

    /**
     * Returns the probabilities of the classes.
     *
     * @throws IllegalArgumentException if the teacher cannot read the example
     */
    public synchronized float[] probabilities(Input input) {
        return probabilities(lease.model(), input);
    }

    private static <T extends Tokens> float[] probabilities(LogitsModel<T> model, Input input) {
        T tokens = model.tokenize(ModelInput.of(input));
        if (tokens.count() == 0) {
            throw new IllegalArgumentException("the text has no tokens");
        }
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            RowResult result = predictor.predict(List.of(tokens)).row(0, tokens);
            if (result instanceof RowResult.Prediction prediction) {
                return Softmax.softTargets(prediction.logits(), 1);
            }
            throw new IllegalArgumentException(((RowResult.Refusal) result).reason());
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
