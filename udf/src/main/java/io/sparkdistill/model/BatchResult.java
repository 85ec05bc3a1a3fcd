package io.sparkdistill.model;

import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.tokenizer.Tokens;
import java.util.Arrays;
import java.util.List;

/**
 * A batch result holds the logits, and on request the hidden states, that a model has computed for a batch.
 *
 * @param logits logits of each input, one value per class, in the order of the batch
 * @param hidden hidden state of each input; null unless the model returns hidden states
 */
@SuppressWarnings("ArrayRecordComponent")
public record BatchResult(float[][] logits, float[][] hidden) {
    /** Returns the result of one input. It is a refusal if a value is not finite. */
    public RowResult row(int row, Tokens tokens) {
        float[] state = hidden == null ? null : hidden[row];
        for (float logit : logits[row]) {
            if (!Float.isFinite(logit)) {
                return notFinite("logit", logit);
            }
        }
        for (int i = 0; state != null && i < state.length; i++) {
            if (!Float.isFinite(state[i])) {
                return notFinite("hidden state", state[i]);
            }
        }
        return new RowResult.Prediction(logits[row], state, tokens.count(), tokens.truncated());
    }

    private static RowResult notFinite(String what, float value) {
        return new RowResult.Refusal(
                RejectionKind.NOT_FINITE, "the model returned a %s that is not finite: %s".formatted(what, value));
    }

    /** Joins the results of several batches, in order. */
    public static BatchResult concat(List<BatchResult> results) {
        float[][] logits = results.stream()
                .flatMap(result -> Arrays.stream(result.logits()))
                .toArray(float[][]::new);
        boolean hidden = results.get(0).hidden() != null;
        return new BatchResult(
                logits,
                hidden
                        ? results.stream()
                                .flatMap(result -> Arrays.stream(result.hidden()))
                                .toArray(float[][]::new)
                        : null);
    }

    /** Returns the results of the first inputs of the batch. */
    public BatchResult first(int count) {
        return new BatchResult(Arrays.copyOf(logits, count), hidden == null ? null : Arrays.copyOf(hidden, count));
    }
}
