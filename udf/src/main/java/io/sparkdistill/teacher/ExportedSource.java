package io.sparkdistill.teacher;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelIdentity;
import java.util.Map;
import java.util.Objects;

/** Builds the source of an exported model: {@link #text} for a model of texts, {@link #features} for one of features. */
public final class ExportedSource {
    private final ModelFormat format;
    private final String model;
    private ModelIdentity identity;
    private ModelOutput output = ModelOutput.LOGITS;

    ExportedSource(ModelFormat format, String model) {
        this.format = format;
        this.model = Objects.requireNonNull(model, "model");
        this.identity = ModelIdentity.named(model);
    }

    /** Sets the name in the configuration; its default is the path of the model. */
    public ExportedSource name(String name) {
        identity = ModelIdentity.named(name).withClasses(identity.classes());
        return this;
    }

    /** Sets the required number of logits; by default any number is accepted. */
    public ExportedSource classes(int classes) {
        identity = identity.withClasses(classes);
        return this;
    }

    /** Sets the meaning of the output; its default is logits in the order of the classes. */
    public ExportedSource output(ModelOutput meaning) {
        output = meaning;
        return this;
    }

    /**
     * Returns the source of a model that reads texts.
     *
     * @param tokenizer path of its tokenizer.json
     */
    public ModelSource text(String tokenizer, TextInput input) {
        ModelIdentity unhashed = identity;
        ModelOutput meaning = output;
        return new ModelSource(
                Map.of(format.file(), model, TextModelSpec.TOKENIZER, tokenizer),
                unhashed.classes() + " " + input.maxTokens() + " " + input.tensors() + meaning.fingerprinted(),
                fingerprint -> new TextModelSpec(unhashed.withFingerprint(fingerprint), format, input, meaning));
    }

    /**
     * Returns the source of a model of natural-language inference that classifies texts by hypotheses. Its output must be
     * logits.
     *
     * @param tokenizer path of its tokenizer.json
     */
    public ModelSource zeroShot(String tokenizer, TextInput input, ZeroShot zeroShot) {
        ModelIdentity unhashed = identity.withClasses(zeroShot.classes().size());
        return new ModelSource(
                Map.of(format.file(), model, TextModelSpec.TOKENIZER, tokenizer),
                input.maxTokens() + " " + input.tensors() + " " + zeroShot,
                fingerprint -> ZeroShotSpec.of(unhashed.withFingerprint(fingerprint), format, input, zeroShot));
    }

    /** Returns the source of a model that reads features. */
    public ModelSource features() {
        ModelIdentity unhashed = identity;
        ModelOutput meaning = output;
        return new ModelSource(
                Map.of(format.file(), model),
                unhashed.classes() + meaning.fingerprinted(),
                fingerprint -> new FeatureModelSpec(unhashed.withFingerprint(fingerprint), format, meaning));
    }
}
