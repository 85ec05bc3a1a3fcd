package io.sparkdistill.text;

import java.util.List;

/**
 * Encodes a text as the word ids that a student reads.
 *
 * @param vocabulary maps words to ids
 * @param maximumWords number of words after which a text is truncated
 */
public record TextEncoder(Vocabulary vocabulary, int maximumWords) {
    public TextEncoder {
        if (maximumWords < 1) {
            throw new IllegalArgumentException(
                    "Cannot encode texts: the maximum number of words must be at least 1: " + maximumWords);
        }
    }

    /** Encodes the first words of a text. */
    public int[] encode(String text) {
        return encode(Words.split(text));
    }

    /** Encodes the first of the given words. */
    public int[] encode(List<String> words) {
        return vocabulary.encode(truncates(words) ? words.subList(0, maximumWords) : words);
    }

    /** Returns whether a text of these words is truncated. */
    public boolean truncates(List<String> words) {
        return words.size() > maximumWords;
    }
}
