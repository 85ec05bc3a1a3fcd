package io.sparkdistill.augment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An augmented sentence is a copy of a sentence, with the changes of each word.
 *
 * @param words every word of the sentence, also those outside the copy
 * @param from index of the first word of the copy
 * @param to index after the last word of the copy
 * @param sampled whether an n-gram was sampled; it may be the whole sentence if that is short
 */
public record AugmentedSentence(List<AugmentedWord> words, int from, int to, boolean sampled) implements Serializable {
    public AugmentedSentence {
        if (from < 0 || from > to || to > words.size()) {
            throw new IllegalArgumentException(
                    "Cannot create a copy: its range of words must lie in the sentence: %d to %d of %d"
                            .formatted(from, to, words.size()));
        }
        words = List.copyOf(words);
    }

    /** Returns a copy without any changes. */
    public static AugmentedSentence unchanged(TaggedSentence sentence) {
        List<AugmentedWord> words = IntStream.range(0, sentence.words().size())
                .mapToObj(i -> AugmentedWord.kept(
                        sentence.words().get(i), sentence.tags().get(i)))
                .toList();
        return new AugmentedSentence(words, 0, words.size(), false);
    }

    AugmentedSentence withWords(List<AugmentedWord> changed) {
        return new AugmentedSentence(changed, from, to, sampled);
    }

    /** Returns the words of the copy. */
    public List<String> text() {
        return words.subList(from, to).stream().map(AugmentedWord::word).toList();
    }

    /** Returns the number of words of the whole sentence with this change. */
    public int count(Change change) {
        return (int) words.stream().filter(word -> word.change() == change).count();
    }

    /**
     * Returns the copy in readable form: {@code old>new} for a changed word, {@code ...} for words outside the sampled
     * n-gram.
     */
    public String marked() {
        List<String> marks = new ArrayList<>();
        if (from > 0) {
            marks.add("...");
        }
        words.subList(from, to).forEach(word -> marks.add(word.marked()));
        if (to < words.size()) {
            marks.add("...");
        }
        return marks.stream().collect(Collectors.joining(" "));
    }
}
