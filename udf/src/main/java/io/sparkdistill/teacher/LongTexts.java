package io.sparkdistill.teacher;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

/**
 * Tokenizes texts so that a long one costs what is kept of it. The tokenizer is given the first words only; if they
 * alone have more tokens than it keeps, the rest of the text cannot change what is kept. If they have not, it is given
 * twice as many.
 */
final class LongTexts {
    /** Several times as many as a token has in most languages, so that one attempt nearly always does. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    private LongTexts() {}

    /**
     * What the tokenizer keeps of a text.
     *
     * @param tokenizer truncates to {@code maxTokens}
     */
    static Encoding encode(HuggingFaceTokenizer tokenizer, String text, int maxTokens) {
        return head(tokenizer, text, maxTokens).encoding();
    }

    /**
     * What the tokenizer keeps of a pair. Two texts that are both too long share the room evenly; which of them gets an odd
     * token is decided by the longer one of what was read of them, not by the longer text: to read both whole only for this
     * would take time and memory that grow with the product of their lengths.
     *
     * @param tokenizer truncates to {@code maxTokens}, the longer text first
     */
    static Encoding encode(HuggingFaceTokenizer tokenizer, String text, String pair, int maxTokens) {
        if (Math.max(text.length(), pair.length()) <= firstLength(maxTokens)) {
            return tokenizer.encode(text, pair);
        }
        return tokenizer.encode(
                head(tokenizer, text, maxTokens).words(),
                head(tokenizer, pair, maxTokens).words());
    }

    private static long firstLength(int maxTokens) {
        return (long) CHARACTERS_PER_TOKEN * maxTokens;
    }

    private static Head head(HuggingFaceTokenizer tokenizer, String text, int maxTokens) {
        long length = firstLength(maxTokens);
        while (length < text.length()) {
            int cut = endOfWord(text, (int) length);
            if (cut < 0) {
                break;
            }
            Head head = Head.of(tokenizer, text.substring(0, cut));
            if (head.encoding().exceedMaxLength()) {
                return head;
            }
            length = 2L * cut;
        }
        return Head.of(tokenizer, text);
    }

    /** The first words of a text that have more tokens than are kept of it; all words if there are none. */
    private record Head(String words, Encoding encoding) {
        static Head of(HuggingFaceTokenizer tokenizer, String words) {
            return new Head(words, tokenizer.encode(words));
        }
    }

    /**
     * The first place from {@code start} on where a word ends before white space; -1 if there is none. Within a word a
     * cut could change its tokens.
     */
    static int endOfWord(String text, int start) {
        for (int i = Math.max(1, start); i < text.length(); i++) {
            if (isSpace(text.charAt(i)) && !isSpace(text.charAt(i - 1))) {
                return i;
            }
        }
        return -1;
    }

    /** ASCII only: what every tokenizer takes for white space. */
    private static boolean isSpace(char character) {
        return character == ' ' || character == '\n' || character == '\t' || character == '\r';
    }
}
