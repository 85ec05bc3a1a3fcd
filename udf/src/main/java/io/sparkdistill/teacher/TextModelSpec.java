package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.tokenizer.SubwordTokens;
import java.io.IOException;

/**
 * Specifies an exported model that reads texts with a Hugging Face tokenizer. Its second output holds the hidden
 * states.
 *
 * @param output meaning of its first output
 */
public record TextModelSpec(ModelIdentity identity, ModelFormat format, TextInput input, ModelOutput output)
        implements ModelSpec {
    /** The name of the tokenizer's file. */
    public static final String TOKENIZER = TorchScriptDescription.TOKENIZER;

    @Override
    public TextModelSpec withHidden() {
        return new TextModelSpec(identity.withHidden(), format, input, output);
    }

    @Override
    public ExportedModel<SubwordTokens> load(ModelFiles files, Device device) throws IOException {
        TextTensors tensors =
                TextTensors.open(files.path(fingerprint(), TOKENIZER), input.maxTokens(), input.tensors());
        return ExportedModel.load(this, format, output, files, device, tensors);
    }
}
