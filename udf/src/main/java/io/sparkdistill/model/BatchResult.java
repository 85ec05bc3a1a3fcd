package io.sparkdistill.model;

import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.tokenizer.Tokens;
import java.util.Arrays;
import java.util.List;

/**
 * What a model says of a batch.
 *
 * @param logits one array of {@code classes} logits an input, in the order of the batch
 * @param hidden one hidden state an input; null when they were not asked for
 */
@SuppressWarnings("ArrayRecordComponent")
public record BatchResult(float[][] logits, float[][] hidden) {
    /** The answer to one input of the batch, which is refused if a value is not finite. */
    public RowResult to(int row, Tokens tokens) {
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

    /** The answers of several batches, in turn. */
    public static BatchResult joined(List<BatchResult> answers) {
        float[][] logits = answers.stream()
                .flatMap(answer -> Arrays.stream(answer.logits()))
                .toArray(float[][]::new);
        boolean hidden = answers.get(0).hidden() != null;
        return new BatchResult(
                logits,
                hidden
                        ? answers.stream()
                                .flatMap(answer -> Arrays.stream(answer.hidden()))
                                .toArray(float[][]::new)
                        : null);
    }

    /** The answers of the first inputs of the batch. */
    public BatchResult first(int count) {
        return new BatchResult(Arrays.copyOf(logits, count), hidden == null ? null : Arrays.copyOf(hidden, count));
    }
}
