package io.sparkdistill.text;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Encodes a text as the ids that a student reads: those of its words, and where the student reads n-grams, those of their
 * buckets, which follow the ids of the vocabulary.
 *
 * @param vocabulary maps words to ids
 * @param maximumWords number of words after which a text is truncated
 * @param ngrams n-grams that are read besides the words
 */
public record TextEncoder(Vocabulary vocabulary, int maximumWords, HashedNgrams ngrams) {
    public TextEncoder {
        if (maximumWords < 1) {
            throw new IllegalArgumentException(
                    "Cannot encode texts: the maximum number of words must be at least 1: " + maximumWords);
        }
    }

    /** Creates an encoder without n-grams. */
    public TextEncoder(Vocabulary vocabulary, int maximumWords) {
        this(vocabulary, maximumWords, HashedNgrams.NONE);
    }

    /** Returns the number of ids: words and buckets of n-grams. */
    public int ids() {
        return vocabulary.size() + ngrams.buckets();
    }

    /** Encodes the first words of a text. */
    public int[] encode(String text) {
        return encode(Words.split(text));
    }

    /** Encodes the first of the given words. */
    public int[] encode(List<String> words) {
        List<String> read = truncates(words) ? words.subList(0, maximumWords) : words;
        return ngrams.equals(HashedNgrams.NONE) ? vocabulary.encode(read) : withNgrams(read);
    }

    /**
     * Returns the ids of the words, in their order, and then those of the n-grams of words. An unknown word is represented
     * by the n-grams of its characters, if there are any.
     */
    private int[] withNgrams(List<String> words) {
        IntStream.Builder ids = IntStream.builder();
        for (String word : words) {
            vocabulary.id(word).ifPresentOrElse(ids::add, () -> addUnknown(word, ids));
        }
        ngrams.ofWords(words, bucket -> ids.add(vocabulary.size() + bucket));
        return ids.build().toArray();
    }

    private void addUnknown(String word, IntStream.Builder ids) {
        int[] buckets = characters(word);
        if (buckets.length == 0) {
            ids.add(Vocabulary.UNKNOWN);
        }
        for (int bucket : buckets) {
            ids.add(vocabulary.size() + bucket);
        }
    }

    private int[] characters(String word) {
        IntStream.Builder buckets = IntStream.builder();
        ngrams.ofCharacters(word, buckets::add);
        return buckets.build().toArray();
    }

    /** Returns whether a text of these words is truncated. */
    public boolean truncates(List<String> words) {
        return words.size() > maximumWords;
    }
}
