package io.sparkdistill.teacher;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;

/** One window of a model's answers, in batches of a fixed size. */
public final class Labeling {
    private Labeling() {}

    public static <T extends Tokens> List<RowResult> label(
            LogitsModel<T> model, List<ModelInput> inputs, BatchLimits limits) {
        TokenBudget budget = TokenBudget.fixed(limits.maxTokens());
        try (WindowedLabeler<T> labeler =
                new WindowedLabeler<>(model, limits, budget, TokenizerThreads.TASK, batch -> {})) {
            return labeler.prepare(inputs).get();
        }
    }
}
