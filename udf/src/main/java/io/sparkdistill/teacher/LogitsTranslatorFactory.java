package io.sparkdistill.teacher;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.format.ModelInputs;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Translates texts to a teacher's logits for code that uses DJL itself: one logit per class in class order, before any
 * softmax.
 *
 * <p>Pass it to {@code Criteria.optTranslatorFactory}, or to {@code setTranslatorFactory} of the {@code TextEmbedder}
 * of DJL's Spark extension. The tokenizer is the {@code tokenizer.json} beside the model. A batch is padded to its
 * longest text; texts are truncated to {@code maxTokens}. The logits equal those of the verb {@code label}.
 */
public final class LogitsTranslatorFactory implements TranslatorFactory, Serializable {
    private final int maxTokens;
    private final List<TokenizerOutput> inputs;

    /**
     * Creates a factory.
     *
     * @param maxTokens maximum number of tokens of an input, special tokens included
     * @param inputs tensors that the model takes, in order
     */
    public LogitsTranslatorFactory(int maxTokens, List<TokenizerOutput> inputs) {
        this.maxTokens = maxTokens;
        this.inputs = List.copyOf(inputs);
    }

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return Set.of(new Pair<>(String.class, float[].class));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I, O> Translator<I, O> newInstance(Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        if (!isSupported(input, output)) {
            throw new IllegalArgumentException(
                    "Cannot translate: only String to float[] is supported: %s to %s".formatted(input, output));
        }
        try {
            return (Translator<I, O>) translator(model);
        } catch (IOException e) {
            throw new TranslateException("Cannot translate: " + e.getMessage(), e);
        }
    }

    private Translator<String, float[]> translator(Model model) throws IOException {
        TextTensors tensors =
                TextTensors.open(model.getModelPath().resolve(TextModelSpec.TOKENIZER), maxTokens, inputs);
        // Translators are not closed: the tokenizer is closed with the model.
        model.getNDManager().attachInternal(NDManager.nextUid(), tensors);
        // The model's own file declares the tensors, wherever DJL has found it.
        ModelFormat format = ModelFormat.of(model);
        ModelInputs taken = format.inputs(model, file(model, format), tensors.names());
        tensors.checkFit(taken);
        return new LogitsTranslator<>(
                (manager, texts) -> taken.bind(tensors.batch(
                        manager,
                        texts.stream()
                                .map(text -> tensors.encode(new ModelInput(text, null, null)))
                                .toList(),
                        taken.length())),
                new LogitsReader(ModelSpec.ANY_CLASSES, ModelOutput.LOGITS));
    }

    /** Returns the model's file, found as DJL finds it: by the model's name, or as {@code model}. */
    private static Path file(Model model, ModelFormat format) {
        Path named = model.getModelPath().resolve(format.named(model.getName()));
        return Files.exists(named) ? named : model.getModelPath().resolve(format.file());
    }
}
