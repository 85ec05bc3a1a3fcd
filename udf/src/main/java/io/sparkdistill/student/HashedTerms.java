package io.sparkdistill.student;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The n-grams of a text, from single words up, each hashed to a place among the features, as MLlib's {@code NGram} and
 * {@code HashingTF} do it. Source: Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask Learning".
 *
 * @param ngrams words of the longest n-gram, at least 1
 * @param features places, at least 1
 */
public record HashedTerms(int ngrams, int features) {
    /** What stands before the terms of the second sentence of a pair; no term begins like this by itself. */
    public static final String PAIR_PREFIX = "  ";

    /** What stands between the words of an n-gram. */
    private static final String SPACE = " ";

    // That of HashingTF.
    private static final int SEED = 42;

    public HashedTerms {
        if (ngrams < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "Cannot hash terms: both numbers start at 1: ngrams %d, features %d".formatted(ngrams, features));
        }
    }

    /**
     * The place of every term; a term that comes twice comes twice.
     *
     * @param words of the text, or of the first sentence of a pair
     * @param pairWords of the second sentence; empty for a single one
     */
    public int[] places(List<String> words, List<String> pairWords) {
        List<String> terms = new ArrayList<>();
        add(words, "", terms);
        add(pairWords, PAIR_PREFIX, terms);
        return terms.stream().mapToInt(this::place).toArray();
    }

    private void add(List<String> words, String prefix, List<String> terms) {
        for (int length = 1; length <= ngrams; length++) {
            for (int start = 0; start + length <= words.size(); start++) {
                terms.add(prefix + String.join(SPACE, words.subList(start, start + length)));
            }
        }
    }

    private int place(String term) {
        UTF8String bytes = UTF8String.fromString(term);
        int hash =
                Murmur3_x86_32.hashUnsafeBytes2(bytes.getBaseObject(), bytes.getBaseOffset(), bytes.numBytes(), SEED);
        return Math.floorMod(hash, features);
    }
}
