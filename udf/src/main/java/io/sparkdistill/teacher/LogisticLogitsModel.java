package io.sparkdistill.teacher;

import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.text.HashedTerms;
import io.sparkdistill.text.Words;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;

/** Computes predictions with a loaded logistic student. */
final class LogisticLogitsModel implements LogitsModel<LogisticLogitsModel.Terms> {
    private final LogisticModel model;
    private final boolean returnsHidden;
    private final HashedTerms terms;

    LogisticLogitsModel(LogisticModel model, boolean returnsHidden) {
        this.model = model;
        this.returnsHidden = returnsHidden;
        this.terms = model.shape().terms();
    }

    /** Represents an input by the feature indices of its terms. It may have no terms. */
    record Terms(int[] indices) implements Tokens {
        @Override
        public int count() {
            return Math.max(1, indices.length);
        }

        @Override
        public boolean truncated() {
            return false;
        }
    }

    @Override
    public Terms tokenize(ModelInput input) {
        boolean pair = model.shape().sentences() == 2;
        if (input.text() == null || pair != (input.textPair() != null)) {
            throw new IllegalArgumentException("Cannot read the input: the student reads texts of %d sentence(s)"
                    .formatted(model.shape().sentences()));
        }
        List<String> second = pair ? Words.split(input.textPair()) : List.of();
        return new Terms(terms.indices(Words.split(input.text()), second));
    }

    @Override
    public Predictor<Terms> newPredictor() {
        return new RowPredictor<>("a logistic student", returnsHidden, input -> model.logits(input.indices()));
    }

    @Override
    public long parameterCount() {
        return model.shape().parameterCount();
    }

    @Override
    public void close() {
        // There is nothing to free.
    }
}
