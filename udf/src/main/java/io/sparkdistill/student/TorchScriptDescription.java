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
 * How a TorchScript model is asked, and the folder that holds it as a student: {@code student.json}, which says this,
 * {@code model.pt} and {@code tokenizer.json}.
 *
 * @param classes logits it returns
 * @param maxTokens longest input, special tokens included; what is longer is cut
 * @param inputs what the model's {@code forward} takes, in order
 */
public record TorchScriptDescription(int classes, int maxTokens, List<TokenizerOutput> inputs) implements Serializable {
    /** Name of the model's file. */
    public static final String MODEL = "model.pt";
    /** Name of the tokenizer's file. */
    public static final String TOKENIZER = "tokenizer.json";

    /** Writes the model's bytes. */
    @FunctionalInterface
    interface ModelWriter {
        void write(OutputStream out);
    }

    public TorchScriptDescription {
        inputs = List.copyOf(inputs);
    }

    /** Gives the number of bytes written. */
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
