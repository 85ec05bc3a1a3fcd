package io.sparkdistill.teacher;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.sparkdistill.model.BatchResult;
import java.util.List;

/**
 * Translates a model's outputs to batch results: the logits as {@link LogitsTranslator} does and, on request, hidden
 * states of shape {@code [batch, width]} and any float type.
 *
 * @param <T> type of an input
 */
final class BatchResultTranslator<T> implements NoBatchifyTranslator<List<T>, BatchResult> {
    private final LogitsTranslator<T> logits;
    private final boolean returnsHidden;

    BatchResultTranslator(LogitsTranslator<T> logits, boolean returnsHidden) {
        this.logits = logits;
        this.returnsHidden = returnsHidden;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<T> batch) {
        return logits.batchProcessInput(context, batch);
    }

    @Override
    public BatchResult processOutput(TranslatorContext context, NDList outputs) {
        List<float[]> rows = logits.batchProcessOutput(context, outputs);
        float[][] hidden = returnsHidden ? logits.hidden(context, outputs).toArray(float[][]::new) : null;
        return new BatchResult(rows.toArray(float[][]::new), hidden);
    }
}
