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
 * @param answers results of a model that itself decides which inputs it refuses; null for one that returns numbers alone
 */
@SuppressWarnings("ArrayRecordComponent")
public record BatchResult(float[][] logits, float[][] hidden, Answers answers) {
    private static final float[] NO_LOGITS = {};

    /**
     * Holds the results of a model that answers or refuses each input.
     *
     * @param rows result of each input
     * @param usage what the model was asked for them
     */
    public record Answers(List<RowResult> rows, Usage usage) {
        public Answers {
            rows = List.copyOf(rows);
        }
    }

    /** Creates the result of a model that returns numbers alone. */
    public BatchResult(float[][] logits, float[][] hidden) {
        this(logits, hidden, null);
    }

    /** Creates the result of a model that answers or refuses each input; an input without logits has none. */
    public static BatchResult of(Answers answers) {
        return new BatchResult(answers.rows().stream().map(BatchResult::logits).toArray(float[][]::new), null, answers);
    }

    private static float[] logits(RowResult row) {
        return row instanceof RowResult.Prediction prediction ? prediction.logits() : NO_LOGITS;
    }

    /** Returns what the model was asked. */
    public Usage usage() {
        return answers == null ? Usage.NONE : answers.usage();
    }

    /** Returns the result of one input. It is a refusal if the model refused the input, or if a value is not finite. */
    public RowResult row(int row, Tokens tokens) {
        if (answers != null) {
            return answers.rows().get(row);
        }
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
