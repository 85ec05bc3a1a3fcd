package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import java.util.List;

/**
 * Takes a model's first output for logits, as {@link LogitsTranslator} does, and if asked for its second one for hidden
 * states: shape {@code [batch, width]}, any float type.
 *
 * @param <T> an input
 */
final class AnswerTranslator<T> implements NoBatchifyTranslator<List<T>, BatchAnswer> {
    private final LogitsTranslator<T> logits;
    private final boolean givesHidden;

    AnswerTranslator(LogitsTranslator<T> logits, boolean givesHidden) {
        this.logits = logits;
        this.givesHidden = givesHidden;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<T> batch) {
        return logits.batchProcessInput(context, batch);
    }

    @Override
    public BatchAnswer processOutput(TranslatorContext context, NDList outputs) {
        List<float[]> rows = logits.batchProcessOutput(context, outputs);
        return new BatchAnswer(rows.toArray(float[][]::new), givesHidden ? hidden(outputs, rows.size()) : null);
    }

    private static float[][] hidden(NDList outputs, int rows) {
        if (outputs.size() < 2) {
            throw new IllegalStateException(
                    "Cannot read hidden states: the model returned logits alone; its second output must be hidden states");
        }
        NDArray hidden = outputs.get(1);
        Shape shape = hidden.getShape();
        if (shape.dimension() != 2 || shape.get(0) != rows) {
            throw new IllegalStateException(
                    "Cannot read hidden states: expected shape (%d, width), one state an input, but the model returned %s"
                            .formatted(rows, shape));
        }
        return LogitsTranslator.rows(hidden).toArray(float[][]::new);
    }
}
