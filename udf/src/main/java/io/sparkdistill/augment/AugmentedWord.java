package io.sparkdistill.augment;

import java.io.Serializable;

/**
 * A word of a copy.
 *
 * @param original the word of the sentence it was made from
 * @param tag part of speech of the original
 * @param word the word that stands there now
 */
public record AugmentedWord(String original, String tag, String word, Change change) implements Serializable {
    /** A word as it is in the sentence. */
    static AugmentedWord kept(String word, String tag) {
        return new AugmentedWord(word, tag, word, Change.KEPT);
    }

    AugmentedWord changed(String newWord, Change newChange) {
        return new AugmentedWord(original, tag, newWord, newChange);
    }

    /** The word as it is now; {@code old>new} when it was changed. */
    String marked() {
        return change == Change.KEPT ? word : original + ">" + word;
    }
}
