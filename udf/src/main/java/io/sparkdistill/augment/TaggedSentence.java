package io.sparkdistill.augment;

import io.sparkdistill.text.PartOfSpeechTagger;
import java.io.Serializable;
import java.util.List;

/**
 * A sentence as words and their parts of speech: tagged once, copied often.
 *
 * @param tags one a word
 */
public record TaggedSentence(List<String> words, List<String> tags) implements Serializable {
    public TaggedSentence {
        if (words.size() != tags.size()) {
            throw new IllegalArgumentException(
                    "Cannot make a tagged sentence: %d words have %d tags".formatted(words.size(), tags.size()));
        }
        words = List.copyOf(words);
        tags = List.copyOf(tags);
    }

    /** Tags a sentence. */
    public static TaggedSentence of(List<String> words, PartOfSpeechTagger tagger) {
        return new TaggedSentence(words, tagger.tag(words));
    }
}
