package io.sparkdistill.jobs.config;

import java.util.Optional;

/**
 * One source of examples.
 *
 * @param key where the configuration names it, such as {@code input.train[0]}
 * @param text column of the text, or of the first side of a pair
 * @param limit only so many of the first rows
 * @param header whether a delimited file names its columns; if not, columns are called {@code 0}, {@code 1}, ...
 * @param minWords a text of fewer words is rejected
 * @param maxWords a text of more words is rejected
 */
public record InputEntry(
        String key,
        String path,
        InputFormat format,
        String text,
        Optional<String> textPair,
        Optional<String> features,
        Optional<String> label,
        Optional<Integer> limit,
        boolean header,
        Split split,
        Optional<Integer> minWords,
        Optional<Integer> maxWords) {
    /** What becomes of a long text. */
    public enum Split {
        /** It is one example. */
        NONE,
        /** Each of its sentences is an example. */
        SENTENCES
    }
}
