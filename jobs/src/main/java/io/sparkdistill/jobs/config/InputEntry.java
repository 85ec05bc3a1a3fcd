package io.sparkdistill.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * One source of examples.
 *
 * @param key where the configuration names it, such as {@code input.train[0]}
 * @param text column of the text, or of the first side of a pair
 * @param labels file of the labels, where they have one of their own
 * @param part which rows of it are read
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
        Optional<String> labels,
        Part part,
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

    /**
     * Some rows of a source.
     *
     * @param skip so many of the first rows are left out
     * @param limit at most so many rows after those
     * @param withoutLabels rows with these labels, as they are written, are left out
     */
    public record Part(int skip, Optional<Integer> limit, List<String> withoutLabels) {
        /** All rows. */
        public static final Part ALL = new Part(0, Optional.empty(), List.of());

        public Part {
            withoutLabels = List.copyOf(withoutLabels);
        }

        /** The first row, from 0, that is not read any more. */
        public long end() {
            return limit.map(count -> (long) skip + count).orElse(Long.MAX_VALUE);
        }
    }
}
