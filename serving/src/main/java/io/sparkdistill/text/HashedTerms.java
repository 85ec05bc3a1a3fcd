package io.sparkdistill.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Hashes the n-grams of a text to feature indices, from single words up to the longest n-grams, as MLlib's {@code
 * NGram} and {@code HashingTF} do. Source: Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask
 * Learning".
 *
 * <p>A term is the words of an n-gram with one space between them. Its index is the hash {@link Murmur3} of its bytes
 * in UTF-8, with seed {@value #SEED}, modulo the number of features.
 *
 * @param ngrams length of the longest n-gram in words, at least 1
 * @param features number of features, at least 1
 */
public record HashedTerms(int ngrams, int features) {
    /** The prefix of the terms of the second sentence of a pair; no other term begins with it. */
    public static final String PAIR_PREFIX = "  ";

    /** The seed of MLlib's HashingTF. */
    public static final int SEED = 42;

    private static final byte[] PAIR_BYTES = PAIR_PREFIX.getBytes(StandardCharsets.UTF_8);

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
        int[] indices = new int[terms(words.size()) + terms(pairWords.size())];
        int next = add(words, new byte[0], indices, 0);
        add(pairWords, PAIR_BYTES, indices, next);
        return indices;
    }

    private int terms(int words) {
        int terms = 0;
        for (int length = 1; length <= Math.min(ngrams, words); length++) {
            terms += words - length + 1;
        }
        return terms;
    }

    private int add(List<String> words, byte[] prefix, int[] indices, int first) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] starts = new int[words.size() + 1];
        for (int word = 0; word < words.size(); word++) {
            bytes.writeBytes(words.get(word).getBytes(StandardCharsets.UTF_8));
            bytes.write(' ');
            starts[word + 1] = bytes.size();
        }
        byte[] text = bytes.toByteArray();
        int next = first;
        for (int length = 1; length <= ngrams; length++) {
            for (int start = 0; start + length <= words.size(); start++) {
                // An n-gram is a part of the text, without the space that follows it.
                indices[next++] = index(text, starts[start], starts[start + length] - 1, prefix);
            }
        }
        return next;
    }

    private int index(byte[] text, int start, int end, byte[] prefix) {
        int hash;
        if (prefix.length == 0) {
            hash = Murmur3.hash(text, start, end, SEED);
        } else {
            byte[] term = new byte[prefix.length + end - start];
            System.arraycopy(prefix, 0, term, 0, prefix.length);
            System.arraycopy(text, start, term, prefix.length, end - start);
            hash = Murmur3.hash(term, 0, term.length, SEED);
        }
        return Math.floorMod(hash, features);
    }
}
