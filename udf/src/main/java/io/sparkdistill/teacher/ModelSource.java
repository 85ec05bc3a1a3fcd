package io.sparkdistill.teacher;

import io.sparkdistill.text.TokenizerOutput;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where a model's files lie, on any file system that Hadoop reads, and how it is loaded.
 *
 * @param files path of each file, by its name within the model
 * @param options everything else that changes an output
 * @param spec makes the spec from the fingerprint
 */
public record ModelSource(Map<String, String> files, String options, Function<String, ModelSpec> spec) {
    public ModelSource {
        files = new TreeMap<>(files);
    }

    /**
     * A TorchScript model with its tokenizer.
     *
     * @param classes as in {@link ModelSpec#classes}
     * @param inputs what the model's {@code forward} takes, in order
     */
    public static ModelSource torchScript(
            String name, String model, String tokenizer, int classes, int maxTokens, List<TokenizerOutput> inputs) {
        return new ModelSource(
                Map.of(TorchScriptSpec.MODEL, model, TorchScriptSpec.TOKENIZER, tokenizer),
                classes + " " + maxTokens + " " + inputs,
                fingerprint -> new TorchScriptSpec(name, fingerprint, classes, maxTokens, inputs));
    }
}
