package io.sparkdistill.text;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Hashes n-grams of words, and n-grams of the characters of unknown words, to a fixed number of buckets, whose ids follow
 * those of the vocabulary. Sources: Joulin et al. (2016), "Bag of Tricks for Efficient Text Classification"; Bojanowski et
 * al. (2017), "Enriching Word Vectors with Subword Information".
 *
 * <p>The characters of a word are the code points of {@code <word>}, of which the first {@value #MOST_CHARACTERS} count.
 * The bucket of an n-gram is the hash FNV-1a, of 32 bits and without sign, of its UTF-8 bytes, modulo the buckets. The
 * words of an n-gram of words are joined by one space.
 *
 * @param words words of the longest n-gram of words; 1 for none
 * @param minimumCharacters characters of the shortest n-gram of characters, at least 1
 * @param maximumCharacters characters of the longest n-gram of characters; 0 for none
 * @param buckets number of buckets; 0 without n-grams
 */
public record HashedNgrams(int words, int minimumCharacters, int maximumCharacters, int buckets)
        implements Serializable {
    /** Stands for no n-grams: a text is its words. */
    public static final HashedNgrams NONE = new HashedNgrams(1, 1, 0, 0);

    private static final int MOST_CHARACTERS = 40;
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    public HashedNgrams {
        boolean none = words == 1 && maximumCharacters == 0;
        if (words < 1 || minimumCharacters < 1 || maximumCharacters < 0 || none != (buckets == 0) || buckets < 0) {
            throw new IllegalArgumentException(
                    "Cannot hash n-grams: words must be at least 1, characters positive, and buckets positive if there are n-grams: words %d, characters %d to %d, buckets %d"
                            .formatted(words, minimumCharacters, maximumCharacters, buckets));
        }
    }

    /** Gives the buckets of the n-grams of words, from the pairs on, the shortest first. */
    void ofWords(List<String> text, IntConsumer buckets) {
        if (words < 2) {
            return;
        }
        byte[][] bytes =
                text.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        int[] hashes = new int[bytes.length];
        for (int length = 1; length <= words; length++) {
            for (int start = 0; start + length <= bytes.length; start++) {
                byte[] last = bytes[start + length - 1];
                // The hash of an n-gram continues that of the n-gram of one word less.
                int before = length == 1 ? FNV_OFFSET : hash(hashes[start], (byte) ' ');
                hashes[start] = hash(before, last, 0, last.length);
                if (length > 1) {
                    buckets.accept(bucket(hashes[start]));
                }
            }
        }
    }

    /** Gives the buckets of the n-grams of the characters of a word, the shortest first. */
    void ofCharacters(String word, IntConsumer buckets) {
        if (maximumCharacters == 0) {
            return;
        }
        String marked = "<" + word + ">";
        String counted = marked.codePointCount(0, marked.length()) <= MOST_CHARACTERS
                ? marked
                : marked.substring(0, marked.offsetByCodePoints(0, MOST_CHARACTERS));
        byte[] bytes = counted.getBytes(StandardCharsets.UTF_8);
        int[] starts = starts(bytes, counted.codePointCount(0, counted.length()));
        for (int length = minimumCharacters; length <= maximumCharacters; length++) {
            for (int start = 0; start + length < starts.length; start++) {
                buckets.accept(bucket(hash(FNV_OFFSET, bytes, starts[start], starts[start + length])));
            }
        }
    }

    /** Returns where each character starts in UTF-8, and where the last one ends. */
    private static int[] starts(byte[] bytes, int characters) {
        int[] starts = new int[characters + 1];
        int found = 0;
        for (int i = 0; i < bytes.length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                starts[found++] = i;
            }
        }
        starts[characters] = bytes.length;
        return starts;
    }

    private static int hash(int start, byte[] bytes, int from, int to) {
        int hash = start;
        for (int i = from; i < to; i++) {
            hash = hash(hash, bytes[i]);
        }
        return hash;
    }

    private static int hash(int hash, byte next) {
        return (hash ^ (next & 0xFF)) * FNV_PRIME;
    }

    private int bucket(int hash) {
        return Integer.remainderUnsigned(hash, buckets);
    }
}
