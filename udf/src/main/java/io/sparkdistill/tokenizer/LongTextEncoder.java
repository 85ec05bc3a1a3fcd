package io.sparkdistill.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sparkdistill.tokenizer.TokenizerSettings.Side;

/**
 * Tokenizes texts so that a long one costs what is kept of it. The tokenizer is given the first words only, or the last
 * ones if it cuts on the left; if they alone have more tokens than it keeps, the rest of the text cannot change what is
 * kept. If they have not, it is given twice as many.
 *
 * @param tokenizer truncates to {@code maxTokens}, the longer text of a pair first
 * @param cut the side on which it truncates
 */
record LongTextEncoder(HuggingFaceTokenizer tokenizer, int maxTokens, Side cut) {
    /** Several times as many as a token has in most languages, so that one attempt nearly always does. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    /** What the tokenizer keeps of a text. */
    Encoding encode(String text) {
        return part(text).encoding();
    }

    /**
     * What the tokenizer keeps of a pair. Two texts that are both too long share the room evenly; which of them gets an odd
     * token is decided by the longer one of what was read of them, not by the longer text: to read both whole only for this
     * would take time and memory that grow with the product of their lengths.
     */
    Encoding encode(String text, String pair) {
        if (Math.max(text.length(), pair.length()) <= firstLength()) {
            return tokenizer.encode(text, pair);
        }
        return tokenizer.encode(part(text).words(), part(pair).words());
    }

    private long firstLength() {
        return (long) CHARACTERS_PER_TOKEN * maxTokens;
    }

    private Part part(String text) {
        long length = firstLength();
        while (length < text.length()) {
            String words = cut == Side.LEFT ? lastWords(text, (int) length) : firstWords(text, (int) length);
            if (words.length() == text.length()) {
                break;
            }
            Part part = Part.of(tokenizer, words);
            if (part.encoding().exceedMaxLength()) {
                return part;
            }
            length = 2L * words.length();
        }
        return Part.of(tokenizer, text);
    }

    /** The words at one end of a text that have more tokens than are kept of it; all words if there are none. */
    private record Part(String words, Encoding encoding) {
        static Part of(HuggingFaceTokenizer tokenizer, String words) {
            return new Part(words, tokenizer.encode(words));
        }
    }

    /** The text up to the first end of a word that leaves so many characters or more; all of it if there is none. */
    static String firstWords(String text, int length) {
        for (int i = Math.max(1, length); i < text.length(); i++) {
            if (endsWord(text, i)) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    /** The text from the last end of a word on that leaves so many characters or more; all of it if there is none. */
    static String lastWords(String text, int length) {
        for (int i = Math.min(text.length() - length, text.length() - 1); i > 0; i--) {
            if (endsWord(text, i)) {
                return text.substring(i);
            }
        }
        return text;
    }

    /** Whether a word ends before this place. Only there is a text cut: within a word a cut could change its tokens. */
    private static boolean endsWord(String text, int place) {
        return isSpace(text.charAt(place)) && !isSpace(text.charAt(place - 1));
    }

    /** ASCII only: what every tokenizer takes for white space. */
    private static boolean isSpace(char character) {
        return character == ' ' || character == '\n' || character == '\t' || character == '\r';
    }
}
