package io.sparkdistill.jobs.config;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One source of examples.
 *
 * @param key where the configuration names it, such as {@code input.train[0]}
 * @param text column of the text, or of the first side of a pair
 * @param labels file of the labels, where they have one of their own
 * @param part which rows of it are read
 * @param layout how its characters and records are written
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
        Layout layout,
        Split split,
        Optional<Integer> minWords,
        Optional<Integer> maxWords) {
    /** The columns that are read. */
    public List<String> columns() {
        Stream<Optional<String>> named =
                features.isPresent() ? Stream.of(features, label) : Stream.of(Optional.of(text), textPair, label);
        return named.flatMap(Optional::stream).distinct().toList();
    }

    /** What becomes of a long text. */
    public enum Split {
        /** It is one example. */
        NONE,
        /** Each of its sentences is an example. */
        SENTENCES
    }

    /**
     * How the text of a file is to be understood. What is absent follows from the format and from the files themselves.
     *
     * @param header whether a delimited file names its columns; if not, columns are called {@code 0}, {@code 1}, ...
     * @param separator what stands between the columns of a delimited file
     * @param quote the character that encloses fields, or {@link #NONE}
     * @param escape the character before a quote that belongs to a field, or {@link #NONE}
     * @param encoding the character set of the files
     * @param multiLine whether a record may extend over several lines
     * @param maxLines a quoted field that extends over more lines is rejected
     */
    public record Layout(
            boolean header,
            String separator,
            Optional<String> quote,
            Optional<String> escape,
            Charset encoding,
            Optional<Boolean> multiLine,
            int maxLines) {
        /** The value of quote and escape where a file has no such character. */
        public static final String NONE = "none";
    }

    /**
     * Some rows of a source.
     *
     * @param skip so many of the first rows are left out
     * @param limit at most so many rows after those
     * @param withoutLabels rows with these labels, as they are written or as other ways to write their class, are left
     *     out
     */
    public record Part(int skip, Optional<Integer> limit, List<String> withoutLabels) {
        /** All rows. */
        public static final Part ALL = new Part(0, Optional.empty(), List.of());

        public Part {
            withoutLabels = List.copyOf(withoutLabels);
        }

        /** Whether no row is left out for its position. */
        public boolean isAll() {
            return skip == 0 && limit.isEmpty();
        }

        /** The first row, from 0, that is not read any more. */
        public long end() {
            return limit.map(count -> (long) skip + count).orElse(Long.MAX_VALUE);
        }
    }
}
