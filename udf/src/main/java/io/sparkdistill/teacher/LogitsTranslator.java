package io.sparkdistill.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Puts whole batches to a model and reads its logits: one row per input, any numeric type.
 *
 * @param <T> an input
 */
final class LogitsTranslator<T> implements Translator<T, float[]> {
    private static final String BATCH = "batch";

    private final BiFunction<NDManager, List<T>, NDList> tensors;
    private final LogitsReader reader;

    /**
     * A translator.
     *
     * @param tensors of a batch
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

    /** The hidden states beside the logits. */
    List<float[]> hidden(TranslatorContext context, NDList outputs) {
        NDArray hidden = ModelOutputs.hidden(outputs);
        return LogitsReader.hidden(hidden, (int) context.getAttachment(BATCH));
    }
}
