package io.sparkdistill.augment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A copy of a sentence, and what was done to it.
 *
 * @param words every word of the sentence, those that sampling left out included
 * @param from first word of the copy
 * @param to end of the copy: the first word after it
 * @param sampled whether an n-gram was drawn; it may be the whole sentence when that is short
 */
public record AugmentedSentence(List<AugmentedWord> words, int from, int to, boolean sampled) implements Serializable {
    public AugmentedSentence {
        if (from < 0 || from > to || to > words.size()) {
            throw new IllegalArgumentException(
                    "Cannot make a copy: it has no words from %d to %d of %d".formatted(from, to, words.size()));
        }
        words = List.copyOf(words);
    }

    /** A copy to which nothing is done yet. */
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

    /** The words of the copy. */
    public List<String> text() {
        return words.subList(from, to).stream().map(AugmentedWord::word).toList();
    }

    /** Words of the sentence, not of the copy alone, to which this was done. */
    public int count(Change change) {
        return (int) words.stream().filter(word -> word.change() == change).count();
    }

    /** The copy for a reader: {@code old>new} for a changed word, {@code ...} for words that sampling left out. */
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
