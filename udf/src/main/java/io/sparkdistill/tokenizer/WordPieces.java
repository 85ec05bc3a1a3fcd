package io.sparkdistill.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Represents one word by the tokens that a model reads, and the positions of its pieces among them.
 *
 * @param tokens all tokens, special tokens included
 * @param positions indices of the tokens that are no special tokens; none for a word of which the tokenizer keeps nothing
 */
@SuppressWarnings("ArrayRecordComponent")
public record WordPieces(SubwordTokens tokens, int[] positions) {
    static WordPieces of(Encoding encoding) {
        long[] special = encoding.getSpecialTokenMask();
        int[] positions =
                IntStream.range(0, special.length).filter(i -> special[i] == 0).toArray();
        return new WordPieces(SubwordTokens.of(encoding), positions);
    }

    /** Returns the ids of the pieces. */
    public int[] ids() {
        return Arrays.stream(positions)
                .map(position -> Math.toIntExact(tokens.ids()[position]))
                .toArray();
    }
}
