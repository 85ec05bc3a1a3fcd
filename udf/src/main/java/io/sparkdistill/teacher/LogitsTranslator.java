package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Translates whole batches: inputs to tensors, and a model's outputs to logits of any numeric type, one row per input.
 *
 * @param <T> type of an input
 */
final class LogitsTranslator<T> implements Translator<T, float[]> {
    private static final String BATCH = "batch";

    private final BiFunction<NDManager, List<T>, NDList> tensors;
    private final LogitsReader reader;

    /**
     * Creates a translator.
     *
     * @param tensors creates the tensors of a batch
     */
    LogitsTranslator(BiFunction<NDManager, List<T>, NDList> tensors, LogitsReader reader) {
        this.tensors = tensors;
        this.reader = reader;
    }

    @Override
    public NDList processInput(TranslatorContext context, T input) {
        return batchProcessInput(context, List.of(input));
    }

    @Override
    public NDList batchProcessInput(TranslatorContext context, List<T> inputs) {
        context.setAttachment(BATCH, inputs.size());
        return tensors.apply(context.getNDManager(), inputs);
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
        return batchProcessOutput(context, outputs).get(0);
    }

    @Override
    public List<float[]> batchProcessOutput(TranslatorContext context, NDList outputs) {
        return reader.logits(outputs, (int) context.getAttachment(BATCH));
    }

    /** Returns the hidden states of the batch. */
    List<float[]> hidden(TranslatorContext context, NDList outputs) {
        NDArray hidden = ModelOutputs.hidden(outputs);
        return LogitsReader.hidden(hidden, (int) context.getAttachment(BATCH));
    }
}
