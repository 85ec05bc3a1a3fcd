package io.sparkdistill.teacher;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.tokenizer.TokenizerOutput;
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

    /** The same model, which gives hidden states too: a model of its own, for its answers are others. */
    public ModelSource withHidden() {
        return new ModelSource(files, options + " hidden", fingerprint -> spec.apply(fingerprint)
                .withHidden());
    }

    /**
     * An exported model that reads texts and gives logits in order.
     *
     * @param classes as in {@link ModelSpec#classes}
     * @param inputs what the model takes, in order
     */
    public static ModelSource text(
            String name,
            ModelFormat format,
            String model,
            String tokenizer,
            int classes,
            int maxTokens,
            List<TokenizerOutput> inputs) {
        return text(name, format, model, tokenizer, classes, maxTokens, inputs, ModelOutput.LOGITS);
    }

    /**
     * An exported model that reads texts.
     *
     * @param classes as in {@link ModelSpec#classes}
     * @param inputs what the model takes, in order
     */
    public static ModelSource text(
            String name,
            ModelFormat format,
            String model,
            String tokenizer,
            int classes,
            int maxTokens,
            List<TokenizerOutput> inputs,
            ModelOutput output) {
        return new ModelSource(
                Map.of(format.file(), model, TextModelSpec.TOKENIZER, tokenizer),
                classes + " " + maxTokens + " " + inputs + output.fingerprinted(),
                fingerprint -> new TextModelSpec(name, fingerprint, format, classes, maxTokens, inputs, output, false));
    }

    /**
     * An exported model that reads features.
     *
     * @param classes as in {@link ModelSpec#classes}
     */
    public static ModelSource features(String name, ModelFormat format, String model, int classes, ModelOutput output) {
        return new ModelSource(
                Map.of(format.file(), model),
                classes + output.fingerprinted(),
                fingerprint -> new FeatureModelSpec(name, fingerprint, format, classes, output, false));
    }

    /** The same model with further files. */
    ModelSource with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(files);
        all.putAll(more);
        return new ModelSource(all, options, spec);
    }
}
