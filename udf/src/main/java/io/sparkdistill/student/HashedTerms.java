package io.sparkdistill.student;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Hashes the n-grams of a text to feature indices, from single words up to the longest n-grams, as MLlib's {@code
 * NGram} and {@code HashingTF} do. Source: Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask
 * Learning".
 *
 * @param ngrams length of the longest n-gram in words, at least 1
 * @param features number of features, at least 1
 */
public record HashedTerms(int ngrams, int features) {
    /** The prefix of the terms of the second sentence of a pair; no other term begins with it. */
    public static final String PAIR_PREFIX = "  ";

    /** The separator of the words of an n-gram. */
    private static final String SPACE = " ";

    // The seed of HashingTF.
    private static final int SEED = 42;

    public HashedTerms {
        if (ngrams < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "Cannot hash terms: ngrams and features must be at least 1: ngrams %d, features %d"
                            .formatted(ngrams, features));
        }
    }

    /**
     * Returns the feature index of every occurrence of a term.
     *
     * @param words words of the text, or of the first sentence of a pair
     * @param pairWords words of the second sentence; empty for a single sentence
     */
    public int[] indices(List<String> words, List<String> pairWords) {
        List<String> terms = new ArrayList<>();
        add(words, "", terms);
        add(pairWords, PAIR_PREFIX, terms);
        return terms.stream().mapToInt(this::index).toArray();
    }

    private void add(List<String> words, String prefix, List<String> terms) {
        for (int length = 1; length <= ngrams; length++) {
            for (int start = 0; start + length <= words.size(); start++) {
                terms.add(prefix + String.join(SPACE, words.subList(start, start + length)));
            }
        }
    }

    private int index(String term) {
        UTF8String bytes = UTF8String.fromString(term);
        int hash =
                Murmur3_x86_32.hashUnsafeBytes2(bytes.getBaseObject(), bytes.getBaseOffset(), bytes.numBytes(), SEED);
        return Math.floorMod(hash, features);
    }
}
