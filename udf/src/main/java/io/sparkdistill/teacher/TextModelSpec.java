package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.util.List;

/**
 * An exported model that reads texts by a Hugging Face tokenizer.
 *
 * @param name the name in the configuration
 * @param fingerprint hash of model, tokenizer and the options below
 * @param classes how many logits it must return, or {@link #ANY_CLASSES}
 * @param maxTokens longest input, special tokens included; what is longer is cut
 * @param inputs what the model takes, in order
 * @param output how its output becomes logits
 * @param returnsHidden whether it gives hidden states too: its second output
 */
public record TextModelSpec(
        String name,
        String fingerprint,
        ModelFormat format,
        int classes,
        int maxTokens,
        List<TokenizerOutput> inputs,
        ModelOutput output,
        boolean returnsHidden)
        implements ModelSpec {
    /** Name of the tokenizer's file. */
    public static final String TOKENIZER = TorchScriptDescription.TOKENIZER;

    public TextModelSpec {
        inputs = List.copyOf(inputs);
    }

    /** A model that gives logits in order, and nothing else. */
    public TextModelSpec(
            String name,
            String fingerprint,
            ModelFormat format,
            int classes,
            int maxTokens,
            List<TokenizerOutput> inputs) {
        this(name, fingerprint, format, classes, maxTokens, inputs, ModelOutput.LOGITS, false);
    }

    @Override
    public TextModelSpec withHidden() {
        return new TextModelSpec(name, fingerprint, format, classes, maxTokens, inputs, output, true);
    }

    @Override
    public ExportedModel<SubwordTokens> load(ModelFiles files, Device device) throws IOException {
        TextTensors tensors = TextTensors.open(files.path(fingerprint, TOKENIZER), maxTokens, inputs);
        return ExportedModel.load(this, format, output, files, device, tensors);
    }
}
