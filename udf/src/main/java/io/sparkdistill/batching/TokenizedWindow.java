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
 * A window holds tokenized inputs, without padding, longest first.
 *
 * @param inputs inputs in their original order
 * @param entries inputs that can be predicted
 * @param results one result per input, in their original order; those of the entries are filled in later
 */
record TokenizedWindow<T extends Tokens>(List<ModelInput> inputs, List<Entry<T>> entries, RowResult[] results) {
    /** An entry holds a tokenized input and its position in the window. */
    record Entry<T>(int position, T tokens) {}

    /** An attempt holds the tokens of an input, or the failure of the tokenizer on it. */
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
     * Tokenizes a window. Any thread may call it.
     *
     * @throws IllegalStateException if the tokenizer fails on a control input too
     */
    static <T extends Tokens> TokenizedWindow<T> of(
            LogitsModel<T> model, List<ModelInput> inputs, TokenizerThreads threads) {
        List<Attempt<T>> attempts = threads.positions(inputs.size())
                .mapToObj(i -> Attempt.at(model, inputs.get(i)))
                .toList();
        RowResult[] results = new RowResult[inputs.size()];
        List<Entry<T>> entries = new ArrayList<>(results.length);
        for (int i = 0; i < results.length; i++) {
            Attempt<T> attempt = attempts.get(i);
            if (attempt.failure() != null) {
                requireControl(model, control(inputs, entries, i), attempt.failure());
                results[i] = new RowResult.Refusal(
                        RejectionKind.TOKENIZER_FAILED,
                        "the tokenizer failed: " + attempt.failure().getMessage());
            } else if (attempt.tokens().count() == 0) {
                results[i] = new RowResult.Refusal(RejectionKind.NO_TOKEN, "the text has no token");
            } else {
                entries.add(new Entry<>(i, attempt.tokens()));
            }
        }
        entries.sort(Comparator.comparingInt((Entry<T> entry) -> entry.tokens().count())
                .reversed());
        return new TokenizedWindow<>(inputs, entries, results);
    }

    /** Returns an input that was tokenized before the failed one, or an artificial one of the same kind. */
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
