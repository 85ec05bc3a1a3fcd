package io.sparkdistill.format;

import io.sparkdistill.tokenizer.TokenizerOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Recognizes the inputs of a model by the names that exporters and authors of models give them. */
final class InputNames {
    private static final Map<TokenizerOutput, Set<String>> NAMES = Map.of(
            TokenizerOutput.INPUT_IDS,
            Set.of(
                    "input_id",
                    "input_word_ids",
                    "input_token",
                    "input_tokens",
                    "token_ids",
                    "word_ids",
                    "tokens",
                    "ids"),
            TokenizerOutput.ATTENTION_MASK,
            Set.of("attention_masks", "attn_mask", "att_mask", "input_mask", "mask", "masks"),
            TokenizerOutput.TOKEN_TYPE_IDS,
            Set.of("token_types", "input_type_ids", "type_ids", "input_segment", "segment_ids", "segments", "segment"));

    /** Inputs that no tokenizer gives. A padding mask is 1 where an attention mask is 0. */
    private static final Set<String> FOREIGN = Set.of(
            "position_ids",
            "head_mask",
            "inputs_embeds",
            "labels",
            "past_key_values",
            "cache_position",
            "decoder_input_ids",
            "decoder_attention_mask",
            "global_attention_mask",
            "padding_mask",
            "key_padding_mask",
            "src_key_padding_mask",
            "langs",
            "lengths",
            "bbox",
            "pixel_values");

    private InputNames() {}

    /** Returns the tokenizer's name of an input; empty for another name. */
    static Optional<String> meaning(String input) {
        String name = plain(input);
        return Arrays.stream(TokenizerOutput.values())
                .filter(output ->
                        output.tensorName().equals(name) || NAMES.get(output).contains(name))
                .map(TokenizerOutput::tensorName)
                .findFirst();
    }

    /** Returns whether an input is known to be none of a tokenizer's outputs. */
    static boolean isForeign(String input) {
        return FOREIGN.contains(plain(input));
    }

    /** Returns the end of a message about inputs that cannot be given; empty if there are none. */
    static String remedy(List<String> foreign) {
        return foreign.isEmpty()
                ? ""
                : "; %s cannot be given: export the model without %s"
                        .formatted(foreign, foreign.size() == 1 ? "it" : "them");
    }

    /** Removes what TensorFlow adds: a prefix, and {@code :0}. */
    private static String plain(String input) {
        return input.toLowerCase(Locale.ROOT)
                .replace('-', '_')
                .replaceFirst("^serving_default_", "")
                .replaceFirst(":0$", "");
    }
}
