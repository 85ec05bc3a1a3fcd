package io.sparkdistill.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sparkdistill.engine.Djl;
import io.sparkdistill.engine.NativesException;
import io.sparkdistill.engine.RootMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A Hugging Face tokenizer that cuts what is longer than its model reads, on the side that its file names, and never
 * pads. A stride of the file, made for overlapping windows of one text, is left out: one window is kept. Thread-safe.
 */
public final class SubwordTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerSettings settings;
    private final int maxTokens;

    /**
     * Loads a tokenizer.
     *
     * @param json the content of a tokenizer.json
     * @param maxTokens longest input, special tokens included
     * @throws TokenizerException if it is not a tokenizer
     */
    public SubwordTokenizer(byte[] json, int maxTokens) throws IOException {
        String most = Integer.toString(maxTokens);
        // DJL keeps direction and stride of a truncation in the file. A stride that is not below the length aborts the
        // JVM.
        Map<String, String> options = Map.of(
                "truncation", "true", "maxLength", most, "modelMaxLength", most, "stride", "0", "padding", "false");
        try {
            this.settings = TokenizerSettings.parse(json);
            this.tokenizer = Djl.tokenizer(json, options);
        } catch (NativesException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new TokenizerException(
                    "Cannot load the tokenizer: not a tokenizer.json of Hugging Face: " + RootMessage.of(e), e);
        }
        this.maxTokens = maxTokens;
    }

    public static SubwordTokenizer read(Path file, int maxTokens) throws IOException {
        return new SubwordTokenizer(Files.readAllBytes(file), maxTokens);
    }

    /** What the tokenizer's file says of padding, truncation and ids. */
    public TokenizerSettings settings() {
        return settings;
    }

    /**
     * The tokens of a text, or of a pair.
     *
     * @param pair null for a single text
     * @throws IllegalStateException if the limit leaves no room beside the special tokens
     */
    public SubwordTokens tokenize(String text, String pair) {
        LongTextEncoder texts = new LongTextEncoder(tokenizer, maxTokens, settings.truncation());
        Encoding encoding = pair == null ? texts.encode(text) : texts.encode(text, pair);
        requireRoom(encoding);
        return SubwordTokens.of(encoding);
    }

    private void requireRoom(Encoding encoding) {
        long[] special = encoding.getSpecialTokenMask();
        boolean nothingKept =
                encoding.exceedMaxLength() && Arrays.stream(special).allMatch(one -> one == 1);
        if (special.length > maxTokens || nothingKept) {
            throw new IllegalStateException(
                    "Cannot read the text: max-tokens = %d has no room for it beside %d special tokens; set a larger one"
                            .formatted(maxTokens, Arrays.stream(special).sum()));
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
