package io.sparkdistill.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Holds the settings of a Hugging Face {@code tokenizer.json}: padding, truncation, and the largest token id.
 *
 * @param padId id of the padding token: that of the section {@code padding}, else that of a common padding token among
 *     added tokens and vocabulary, else 0
 * @param padTypeId type id of padding
 * @param padding side on which shorter texts are padded
 * @param truncation side on which longer texts are truncated
 * @param largestId largest token id; -1 if there is none
 */
public record TokenizerSettings(long padId, long padTypeId, Side padding, Side truncation, long largestId) {
    /**
     * Common padding tokens in order of preference. The last two end a text, and pad for models without a padding
     * token, such as GPT-2.
     */
    private static final List<String> PADDING_TOKENS = List.of(
            "[PAD]",
            "<pad>",
            "<PAD>",
            "<|pad|>",
            "<|padding|>",
            "<|finetune_right_pad_id|>",
            "<|endoftext|>",
            "<|end_of_text|>");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Names a side of a text. */
    public enum Side {
        LEFT,
        RIGHT
    }

    /**
     * Reads the settings of a tokenizer.
     *
     * @throws IOException if the file does not exist or is not JSON
     */
    public static TokenizerSettings read(Path file) throws IOException {
        return parse(Files.readAllBytes(file));
    }

    /**
     * Reads the settings from the content of a {@code tokenizer.json}.
     *
     * @throws IOException if the content is not JSON
     */
    public static TokenizerSettings parse(byte[] json) throws IOException {
        JsonNode root = tree(json);
        JsonNode padding = root.path("padding");
        return new TokenizerSettings(
                padding.path("pad_id").canConvertToLong()
                        ? padding.path("pad_id").longValue()
                        : paddingToken(root),
                padding.path("pad_type_id").asLong(0),
                side(padding),
                side(root.path("truncation")),
                largestId(root));
    }

    /**
     * Returns the index of the first token of a text in a padded row.
     *
     * @param count number of tokens of the text
     * @param length length of the row
     */
    public int start(int count, int length) {
        return padding == Side.LEFT ? length - count : 0;
    }

    /** Returns the value of one of the tokenizer's outputs at padding. */
    public long padding(TokenizerOutput output) {
        return switch (output) {
            case INPUT_IDS -> padId;
            case ATTENTION_MASK -> 0;
            case TOKEN_TYPE_IDS -> padTypeId;
        };
    }

    private static JsonNode tree(byte[] json) throws IOException {
        try {
            JsonNode root = JSON.readTree(json);
            if (root == null || !root.isObject()) {
                throw new IOException("it is no JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new IOException("it is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Side side(JsonNode section) {
        return "left".equals(section.path("direction").asText("").toLowerCase(Locale.ROOT)) ? Side.LEFT : Side.RIGHT;
    }

    private static long paddingToken(JsonNode root) {
        for (String token : PADDING_TOKENS) {
            for (JsonNode added : root.path("added_tokens")) {
                if (token.equals(added.path("content").asText())) {
                    return added.path("id").asLong();
                }
            }
            long id = inVocabulary(root.path("model").path("vocab"), token);
            if (id >= 0) {
                return id;
            }
        }
        return 0;
    }

    /**
     * Returns the id of a token; -1 if there is none. A vocabulary is an object of ids, or an array of tokens with
     * scores.
     */
    private static long inVocabulary(JsonNode vocabulary, String token) {
        if (vocabulary.isObject()) {
            return vocabulary.path(token).asLong(-1);
        }
        for (int id = 0; id < vocabulary.size(); id++) {
            if (token.equals(vocabulary.get(id).path(0).asText())) {
                return id;
            }
        }
        return -1;
    }

    private static long largestId(JsonNode root) {
        JsonNode vocabulary = root.path("model").path("vocab");
        long largest = vocabulary.isArray() ? vocabulary.size() - 1 : -1;
        if (vocabulary.isObject()) {
            for (JsonNode id : vocabulary) {
                largest = Math.max(largest, id.asLong(-1));
            }
        }
        for (JsonNode added : root.path("added_tokens")) {
            largest = Math.max(largest, added.path("id").asLong(-1));
        }
        return largest;
    }
}
