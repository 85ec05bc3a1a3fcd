package io.sparkdistill.student;

import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Describes the inputs and outputs of a TorchScript model. As a student, such a model is a folder with {@code
 * student.json}, which holds this description, {@code model.pt} and {@code tokenizer.json}.
 *
 * @param classes number of logits
 * @param maxTokens maximum number of tokens of an input, special tokens included; longer inputs are truncated
 * @param inputs tensors that the model's {@code forward} takes, in order
 */
public record TorchScriptDescription(int classes, int maxTokens, List<TokenizerOutput> inputs) implements Serializable {
    /** The name of the model's file. */
    public static final String MODEL = "model.pt";
    /** The name of the tokenizer's file. */
    public static final String TOKENIZER = "tokenizer.json";

    /** Writes the model's bytes. */
    @FunctionalInterface
    interface ModelWriter {
        void write(OutputStream out);
    }

    public TorchScriptDescription {
        inputs = List.copyOf(inputs);
    }

    /** Writes the folder, and returns the number of bytes written. */
    long write(Path folder, ModelWriter model, Path tokenizer) throws IOException {
        StudentDescription description = new StudentDescription.TorchScript(StudentDescription.VERSION, this);
        StudentJson.write(folder, description);
        Files.copy(tokenizer, folder.resolve(TOKENIZER), StandardCopyOption.REPLACE_EXISTING);
        try (OutputStream out = Files.newOutputStream(folder.resolve(MODEL))) {
            model.write(out);
        }
        return StudentFiles.bytes(folder, description.files());
    }
}
