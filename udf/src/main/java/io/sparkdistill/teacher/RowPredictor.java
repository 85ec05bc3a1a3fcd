package io.sparkdistill.teacher;

import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;
import java.util.function.Function;

/**
 * Computes the logits of a batch row by row, in plain Java, for a student without hidden states.
 *
 * @param student what the student is, for messages
 * @param returnsHidden whether hidden states are asked for, which is an error
 * @param logits computes the logits of an input
 */
record RowPredictor<T extends Tokens>(String student, boolean returnsHidden, Function<T, float[]> logits)
        implements LogitsModel.Predictor<T> {
    @Override
    public BatchResult predict(List<T> batch) {
        if (returnsHidden) {
            throw new IllegalStateException("Cannot read hidden states: %s has none".formatted(student));
        }
        return new BatchResult(batch.stream().map(logits).toArray(float[][]::new), null);
    }

    @Override
    public void close() {
        // There is nothing to free.
    }
}
