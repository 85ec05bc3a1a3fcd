package io.sparkdistill.augment;

import io.sparkdistill.language.PartOfSpeechTagger;
import java.io.Serializable;
import java.util.List;

/**
 * A tagged sentence holds the words of a sentence and their parts of speech. It is tagged once for all its copies.
 *
 * @param tags one part of speech per word
 */
public record TaggedSentence(List<String> words, List<String> tags) implements Serializable {
    public TaggedSentence {
        if (words.size() != tags.size()) {
            throw new IllegalArgumentException(
                    "Cannot create a tagged sentence: each word needs one tag: %d words, %d tags"
                            .formatted(words.size(), tags.size()));
        }
        words = List.copyOf(words);
        tags = List.copyOf(tags);
    }

    /** Tags the words of a sentence. */
    public static TaggedSentence of(List<String> words, PartOfSpeechTagger tagger) {
        return new TaggedSentence(words, tagger.tag(words));
    }
}
