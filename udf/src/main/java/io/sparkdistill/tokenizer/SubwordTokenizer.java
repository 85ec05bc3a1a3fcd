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
 * Runs a Hugging Face tokenizer that truncates inputs to the length of its model, on the side that its file names, and
 * never pads. A stride in the file, which is meant for overlapping windows of one text, is ignored: one window is kept.
 * It is thread-safe.
 */
public final class SubwordTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerSettings settings;
    private final int maxTokens;

    /**
     * Loads a tokenizer.
     *
     * @param json content of a tokenizer.json
     * @param maxTokens maximum number of tokens of an input, special tokens included
     * @throws TokenizerException if the content is not a tokenizer
     */
    public SubwordTokenizer(byte[] json, int maxTokens) throws IOException {
        String most = Integer.toString(maxTokens);
        // DJL keeps the direction and the stride of a truncation in the file. A stride that is not below the maximum
        // length aborts the JVM.
        Map<String, String> options = Map.of(
                "truncation", "true", "maxLength", most, "modelMaxLength", most, "stride", "0", "padding", "false");
        try {
            byte[] text = withoutByteOrderMark(json);
            this.settings = TokenizerSettings.parse(text);
            this.tokenizer = Djl.tokenizer(text, options);
        } catch (NativesException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new TokenizerException(
                    "Cannot load the tokenizer: not a tokenizer.json of Hugging Face: " + RootMessage.of(e), e);
        }
        this.maxTokens = maxTokens;
    }

    private static byte[] withoutByteOrderMark(byte[] json) {
        boolean marked = json.length > 2 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(json, 3, json.length) : json;
    }

    /** Loads a tokenizer from a file. */
    public static SubwordTokenizer read(Path file, int maxTokens) throws IOException {
        return new SubwordTokenizer(Files.readAllBytes(file), maxTokens);
    }

    /** Returns the padding, truncation and ids in the tokenizer's file. */
    public TokenizerSettings settings() {
        return settings;
    }

    /**
     * Tokenizes a text or a pair.
     *
     * @param pair second text; null for a single text
     * @throws IllegalStateException if the limit leaves no room beside the special tokens, or the tokenizer fails, as
     *     some do on words that are not in the vocabulary
     */
    public SubwordTokens tokenize(String text, String pair) {
        Encoding encoding = encode(text, pair);
        requireRoom(encoding);
        return SubwordTokens.of(encoding);
    }

    /**
     * Tokenizes a single word, and tells its pieces from the special tokens around them.
     *
     * @throws IllegalStateException as {@link #tokenize}
     */
    public WordPieces pieces(String word) {
        Encoding encoding = encode(word, null);
        requireRoom(encoding);
        return WordPieces.of(encoding);
    }

    private Encoding encode(String text, String pair) {
        LongTextEncoder texts = new LongTextEncoder(tokenizer, maxTokens, settings.truncation());
        try {
            return pair == null ? texts.encode(text) : texts.encode(text, pair);
        } catch (RuntimeException e) {
            throw new IllegalStateException("Cannot tokenize the text: " + RootMessage.of(e), e);
        }
    }

    private void requireRoom(Encoding encoding) {
        long[] special = encoding.getSpecialTokenMask();
        boolean nothingKept =
                encoding.exceedMaxLength() && Arrays.stream(special).allMatch(one -> one == 1);
        if (special.length > maxTokens || nothingKept) {
            throw new IllegalStateException(
                    "Cannot tokenize the text: max-tokens = %d leaves no room besides %d special tokens; set a larger number"
                            .formatted(maxTokens, Arrays.stream(special).sum()));
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
