package io.sparkdistill.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;

/**
 * Represents an input by the token ids of a Hugging Face tokenizer, without padding.
 *
 * @param ids token ids
 * @param typeIds index of the text of a pair that each token belongs to
 * @param truncated whether the input was truncated
 */
@SuppressWarnings("ArrayRecordComponent")
public record SubwordTokens(long[] ids, long[] typeIds, boolean truncated) implements Tokens {
    static SubwordTokens of(Encoding encoding) {
        return new SubwordTokens(encoding.getIds(), encoding.getTypeIds(), encoding.exceedMaxLength());
    }

    /** Returns the same tokens with another id in the middle. */
    public SubwordTokens with(long id) {
        long[] others = ids.clone();
        others[others.length / 2] = id;
        return new SubwordTokens(others, typeIds, truncated);
    }

    @Override
    public int count() {
        return ids.length;
    }

    /** Returns one of the tokenizer's outputs at a position. */
    public long at(TokenizerOutput output, int position) {
        return switch (output) {
            case INPUT_IDS -> ids[position];
            case ATTENTION_MASK -> 1;
            case TOKEN_TYPE_IDS -> typeIds[position];
        };
    }
}
