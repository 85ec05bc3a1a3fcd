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
 * For code that uses DJL itself: from a text to a teacher's logits, one a class in class order, before any softmax.
 *
 * <p>Give it to {@code Criteria.optTranslatorFactory}, or to {@code setTranslatorFactory} of the {@code TextEmbedder} of
 * DJL's Spark extension. The tokenizer is the {@code tokenizer.json} beside the model. A batch is padded to its longest
 * text and asked as a whole; texts are cut to {@code maxTokens}. The same texts have the same logits as from the verb
 * {@code label}.
 */
public final class LogitsTranslatorFactory implements TranslatorFactory, Serializable {
    private final int maxTokens;
    private final List<TokenizerOutput> inputs;

    /**
     * A factory.
     *
     * @param maxTokens longest input, special tokens included
     * @param inputs what the model takes, in order
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
                    "Cannot translate: expected String to float[]: %s to %s".formatted(input, output));
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
        // Nobody closes a translator: the tokenizer lives as long as the model.
        model.getNDManager().attachInternal(NDManager.nextUid(), tensors);
        // The tensors are made as the model's own file declares them, wherever DJL found it.
        ModelFormat format = ModelFormat.of(model);
        ModelInputs taken = format.inputs(model, file(model, format), tensors.names());
        tensors.fit(taken);
        return new LogitsTranslator<>(
                (manager, texts) -> taken.on(tensors.batch(
                        manager,
                        texts.stream()
                                .map(text -> tensors.encode(new ModelInput(text, null, null)))
                                .toList(),
                        taken.length())),
                new LogitsReader(ModelSpec.ANY_CLASSES, ModelOutput.LOGITS));
    }

    /** The model's file, found as DJL finds it: by the model's name, or as {@code model}. */
    private static Path file(Model model, ModelFormat format) {
        Path named = model.getModelPath().resolve(format.named(model.getName()));
        return Files.exists(named) ? named : model.getModelPath().resolve(format.file());
    }
}
