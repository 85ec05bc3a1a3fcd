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
        long length = (long) CHARACTERS_PER_TOKEN * maxTokens;
        while (length < text.length()) {
            int cut = endOfWord(text, (int) length);
            if (cut < 0) {
                break;
            }
            Encoding encoding = tokenizer.encode(text.substring(0, cut));
            if (encoding.exceedMaxLength()) {
                return encoding;
            }
            length = 2L * cut;
        }
        return tokenizer.encode(text);
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
