package io.sparkdistill.teacher;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sparkdistill.engine.Djl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Hugging Face tokenizer that cuts what is longer than its model reads, and never pads. Thread-safe. */
public final class SubwordTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;

    /**
     * Loads a tokenizer.
     *
     * @param json the content of a tokenizer.json
     * @param maxTokens longest input, special tokens included
     * @throws IOException if it is not a tokenizer
     */
    public SubwordTokenizer(byte[] json, int maxTokens) throws IOException {
        String most = Integer.toString(maxTokens);
        Map<String, String> options =
                Map.of("truncation", "true", "maxLength", most, "modelMaxLength", most, "padding", "false");
        this.tokenizer = Djl.tokenizer(json, options);
        this.maxTokens = maxTokens;
    }

    static SubwordTokenizer read(Path file, int maxTokens) throws IOException {
        return new SubwordTokenizer(Files.readAllBytes(file), maxTokens);
    }

    /**
     * The tokens of a text, or of a pair.
     *
     * @param pair null for a single text
     */
    public SubwordTokens tokenize(String text, String pair) {
        return SubwordTokens.of(
                pair == null
                        ? LongTexts.encode(tokenizer, text, maxTokens)
                        : LongTexts.encode(tokenizer, text, pair, maxTokens));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
