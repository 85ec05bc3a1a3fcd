package io.sparkdistill.jobs.benchmark.device;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import java.util.List;

/**
 * Holds the logits of a model, with which those of the same model on another device or in another precision are compared.
 *
 * @param phrases inputs of the model
 * @param logits one array per phrase, one value per class
 */
record ReferenceLogits(List<ModelInput> phrases, List<float[]> logits) {
    private static final int MAX_TOKENS = 2048;

    /** Runs the model on the phrases. */
    static ReferenceLogits of(LogitsModel<?> model, List<ModelInput> phrases) {
        return new ReferenceLogits(phrases, logits(model, phrases));
    }

    /** Returns the largest absolute difference of a model's logits from these. */
    double maxDifference(LogitsModel<?> model) {
        List<float[]> others = logits(model, phrases);
        double largest = 0;
        for (int row = 0; row < logits.size(); row++) {
            for (int c = 0; c < logits.get(row).length; c++) {
                largest = Math.max(largest, Math.abs(logits.get(row)[c] - others.get(row)[c]));
            }
        }
        return largest;
    }

    private static List<float[]> logits(LogitsModel<?> model, List<ModelInput> phrases) {
        BatchLimits limits = new BatchLimits(phrases.size(), MAX_TOKENS, Integer.MAX_VALUE);
        try (WindowedLabeler<?> labeler = new WindowedLabeler<>(
                model, limits, TokenBudget.fixed(MAX_TOKENS), TokenizerThreads.TASK, cost -> {})) {
            return labeler.prepare(phrases).get().stream()
                    .map(result -> ((RowResult.Prediction) result).logits())
                    .toList();
        }
    }
}
