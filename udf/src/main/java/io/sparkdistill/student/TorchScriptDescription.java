package io.sparkdistill.student;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
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

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The content of {@code student.json}. */
    record Description(int format, TorchScriptDescription torchscript) {}

    /** Writes the model's bytes. */
    @FunctionalInterface
    interface ModelWriter {
        void write(OutputStream out);
    }

    public TorchScriptDescription {
        inputs = List.copyOf(inputs);
    }

    /**
     * Reads the content of a {@code student.json}.
     *
     * @throws IOException if the content is of another format
     */
    public static TorchScriptDescription parse(String description) throws IOException {
        Description read = JSON.readValue(description, Description.class);
        if (read.format() != FORMAT) {
            throw new IOException("Cannot read a student: its format must be %d: %d".formatted(FORMAT, read.format()));
        }
        return read.torchscript();
    }

    /** Writes the folder, and returns the number of bytes written. */
    long write(Path folder, ModelWriter model, Path tokenizer) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(StudentFiles.DESCRIPTION),
                JSON.writeValueAsString(new Description(FORMAT, this)) + "\n");
        Files.copy(tokenizer, folder.resolve(TOKENIZER), StandardCopyOption.REPLACE_EXISTING);
        try (OutputStream out = Files.newOutputStream(folder.resolve(MODEL))) {
            model.write(out);
        }
        return Files.size(folder.resolve(StudentFiles.DESCRIPTION))
                + Files.size(folder.resolve(TOKENIZER))
                + Files.size(folder.resolve(MODEL));
    }
}
