package io.sparkdistill.batching;

import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A window of inputs as a model reads them, without padding, longest first.
 *
 * @param inputs as they came
 * @param entries those that can be asked
 * @param answers one an input, in their order; those of the entries are still to come
 */
record TokenizedWindow<T extends Tokens>(List<ModelInput> inputs, List<Entry<T>> entries, RowResult[] answers) {
    /** An input and its place in the window. */
    record Entry<T>(int position, T tokens) {}

    /** The tokens of an input, or the failure of the tokenizer on it. */
    private record Attempt<T>(T tokens, RuntimeException failure) {
        static <T extends Tokens> Attempt<T> at(LogitsModel<T> model, ModelInput input) {
            try {
                return new Attempt<>(model.tokenize(input), null);
            } catch (RuntimeException e) {
                return new Attempt<>(null, e);
            }
        }
    }

    /**
     * Tokenizes a window.
     *
     * @throws IllegalStateException if the tokenizer fails on a control too
     */
    static <T extends Tokens> TokenizedWindow<T> of(
            LogitsModel<T> model, List<ModelInput> inputs, TokenizerThreads threads) {
        List<Attempt<T>> attempts = threads.positions(inputs.size())
                .mapToObj(i -> Attempt.at(model, inputs.get(i)))
                .toList();
        RowResult[] answers = new RowResult[inputs.size()];
        List<Entry<T>> entries = new ArrayList<>(answers.length);
        for (int i = 0; i < answers.length; i++) {
            Attempt<T> attempt = attempts.get(i);
            if (attempt.failure() != null) {
                requireControl(model, control(inputs, entries, i), attempt.failure());
                answers[i] = new RowResult.Refusal(
                        RejectionKind.TOKENIZER_FAILED,
                        "the tokenizer failed: " + attempt.failure().getMessage());
            } else if (attempt.tokens().count() == 0) {
                answers[i] = new RowResult.Refusal(RejectionKind.NO_TOKEN, "the text has no token");
            } else {
                entries.add(new Entry<>(i, attempt.tokens()));
            }
        }
        entries.sort(Comparator.comparingInt((Entry<T> entry) -> entry.tokens().count())
                .reversed());
        return new TokenizedWindow<>(inputs, entries, answers);
    }

    /** An input that was tokenized before the one that failed, or one of the same kind. */
    private static <T> ModelInput control(List<ModelInput> inputs, List<Entry<T>> entries, int failed) {
        return entries.isEmpty()
                ? ControlInput.like(inputs.get(failed), 1)
                : inputs.get(entries.get(entries.size() - 1).position());
    }

    private static void requireControl(LogitsModel<?> model, ModelInput control, RuntimeException failure) {
        try {
            model.tokenize(control);
        } catch (RuntimeException ofControl) {
            throw ControlInput.failed("the tokenizer", failure, ofControl);
        }
    }
}
