package io.sparkdistill.text;

import java.util.List;

/**
 * From a text to the word ids that a student reads.
 *
 * @param vocabulary the words it knows
 * @param maximumWords a longer text is cut to so many words
 */
public record TextEncoder(Vocabulary vocabulary, int maximumWords) {
    public TextEncoder {
        if (maximumWords < 1) {
            throw new IllegalArgumentException(
                    "Cannot encode texts: the most words of a text are 1 or more: " + maximumWords);
        }
    }

    /** The ids of the first words of a text. */
    public int[] encode(String text) {
        return encode(Words.split(text));
    }

    /** The ids of the first of these words. */
    public int[] encode(List<String> words) {
        return vocabulary.encode(truncates(words) ? words.subList(0, maximumWords) : words);
    }

    /** Whether a text of these words is cut. */
    public boolean truncates(List<String> words) {
        return words.size() > maximumWords;
    }
}
