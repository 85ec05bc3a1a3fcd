package io.sparkdistill.teacher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A window of inputs as a model reads them, without padding, longest first.
 *
 * @param entries those that can be asked
 * @param answers one an input, in their order; those of the entries are still to come
 */
record TokenizedWindow<T extends Tokens>(List<Entry<T>> entries, Answer[] answers) {
    /** An input and its place in the window. */
    record Entry<T>(int position, T tokens) {}

    /** Any thread may do this. */
    static <T extends Tokens> TokenizedWindow<T> of(LogitsModel<T> model, List<ModelInput> inputs) {
        Answer[] answers = new Answer[inputs.size()];
        List<Entry<T>> entries = new ArrayList<>(answers.length);
        for (int i = 0; i < answers.length; i++) {
            try {
                T tokens = model.tokenize(inputs.get(i));
                if (tokens.count() == 0) {
                    answers[i] = new Answer.Refused("the text has no token");
                } else {
                    entries.add(new Entry<>(i, tokens));
                }
            } catch (RuntimeException e) {
                answers[i] = new Answer.Refused("the tokenizer failed: " + e.getMessage());
            }
        }
        entries.sort(Comparator.comparingInt((Entry<T> entry) -> entry.tokens().count())
                .reversed());
        return new TokenizedWindow<>(entries, answers);
    }
}
