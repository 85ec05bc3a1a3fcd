package io.sparkdistill.teacher;

import java.util.List;

/** One window of a model's answers, in batches of a fixed size. */
final class Labeling {
    private Labeling() {}

    static <T extends Tokens> List<Answer> label(LogitsModel<T> model, List<ModelInput> inputs, BatchLimits limits) {
        TokenBudget budget = TokenBudget.fixed(limits.maxTokens());
        try (WindowedLabeler<T> labeler = new WindowedLabeler<>(model, limits, budget, Runnable::run, batch -> {})) {
            return labeler.prepare(inputs).get();
        }
    }
}
