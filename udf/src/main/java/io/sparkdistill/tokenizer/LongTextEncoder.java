package io.sparkdistill.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sparkdistill.tokenizer.TokenizerSettings.Side;

/**
 * Tokenizes long texts at the cost of the part that is kept. The tokenizer gets only the first words of a text, or only
 * the last ones if it truncates on the left. If these words have more tokens than are kept, the rest of the text cannot
 * change the result; otherwise the tokenizer gets twice as many words.
 *
 * @param tokenizer tokenizer that truncates to {@code maxTokens}, the longer text of a pair first
 * @param cut side on which the tokenizer truncates
 */
record LongTextEncoder(HuggingFaceTokenizer tokenizer, int maxTokens, Side cut) {
    /** Several times the characters per token of most languages, so that one attempt is nearly always enough. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    /** Encodes a text. */
    Encoding encode(String text) {
        return part(text).encoding();
    }

    /**
     * Encodes a pair. Two texts that are both too long share the tokens evenly. Which of them gets an odd token depends
     * on the lengths of the parts that were read, not on those of the whole texts: reading both texts only for this
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

    /** Holds the words at one end of a text that have more tokens than are kept; all words if there are fewer. */
    private record Part(String words, Encoding encoding) {
        static Part of(HuggingFaceTokenizer tokenizer, String words) {
            return new Part(words, tokenizer.encode(words));
        }
    }

    /**
     * Returns the text up to the first end of a word at or after a number of characters; all of it if there is none.
     */
    static String firstWords(String text, int length) {
        for (int i = Math.max(1, length); i < text.length(); i++) {
            if (endsWord(text, i)) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    /**
     * Returns the text from the last end of a word that leaves at least a number of characters; all of it if there is
     * none.
     */
    static String lastWords(String text, int length) {
        for (int i = Math.min(text.length() - length, text.length() - 1); i > 0; i--) {
            if (endsWord(text, i)) {
                return text.substring(i);
            }
        }
        return text;
    }

    /**
     * Returns whether a word ends before this position. Texts are cut only there: a cut within a word could change its
     * tokens.
     */
    private static boolean endsWord(String text, int place) {
        return isSpace(text.charAt(place)) && !isSpace(text.charAt(place - 1));
    }

    /** Returns whether a character is ASCII white space, which every tokenizer treats as such. */
    private static boolean isSpace(char character) {
        return character == ' ' || character == '\n' || character == '\t' || character == '\r';
    }
}
