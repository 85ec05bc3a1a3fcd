package io.sparkdistill.augment;

import java.io.Serializable;

/**
 * An augmented word describes one word of an augmented copy.
 *
 * @param original word of the original sentence
 * @param tag part of speech of the original word
 * @param word word in the copy
 */
public record AugmentedWord(String original, String tag, String word, Change change) implements Serializable {
    /** Returns an unchanged word. */
    static AugmentedWord kept(String word, String tag) {
        return new AugmentedWord(word, tag, word, Change.KEPT);
    }

    AugmentedWord changed(String newWord, Change newChange) {
        return new AugmentedWord(original, tag, newWord, newChange);
    }

    /** Returns the word; {@code old>new} if it was changed. */
    String marked() {
        return change == Change.KEPT ? word : original + ">" + word;
    }
}
