package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.network.Script;
import io.sparkdistill.text.TokenizerOutput;
import java.io.IOException;
import java.util.List;

/**
 * A TorchScript model with a Hugging Face tokenizer.
 *
 * @param name the name in the configuration
 * @param fingerprint hash of model, tokenizer and the options below
 * @param classes how many logits it must return, or {@link #ANY_CLASSES}
 * @param maxTokens longest input, special tokens included; what is longer is cut
 * @param inputs what the model's {@code forward} takes, in order
 */
public record TorchScriptSpec(String name, String fingerprint, int classes, int maxTokens, List<TokenizerOutput> inputs)
        implements ModelSpec {
    /** Name of the model's file. */
    public static final String MODEL = Script.MODEL;
    /** Name of the tokenizer's file. */
    public static final String TOKENIZER = Script.TOKENIZER;

    public TorchScriptSpec {
        inputs = List.copyOf(inputs);
    }

    @Override
    public TorchScriptModel load(ModelFiles files, Device device) throws IOException {
        return TorchScriptModel.load(this, files, device);
    }
}
