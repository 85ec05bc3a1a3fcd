package io.sparkdistill.jobs.config;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An entry describes a source of examples, which is files or a table of Spark's catalog.
 *
 * @param key where the configuration names it, such as {@code input.train[0]}
 * @param path of the files, or name of the table
 * @param roles which of its columns are text, features and label
 * @param labels path of a separate file of labels, for IDX
 * @param part which of its rows are read
 * @param layout how the characters and records of its files are written
 * @param split whether long texts are cut into sentences
 * @param length how many words a text may have
 */
public record InputEntry(
        String key,
        String path,
        InputFormat format,
        ColumnRoles roles,
        Optional<String> labels,
        Part part,
        Layout layout,
        Split split,
        Length length) {

    /**
     * Assigns the columns of an entry to their roles.
     *
     * @param text column of the text, or of the first text of a pair; not read where there are features
     * @param textPair column of the second text of a pair
     * @param features column of an array of numbers
     * @param label column of the label
     * @param parent column of the key of the example that a text was made from
     */
    public record ColumnRoles(
            String text,
            Optional<String> textPair,
            Optional<String> features,
            Optional<String> label,
            Optional<String> parent) {
        /** Assigns the columns of examples that were made from no other. */
        public ColumnRoles(String text, Optional<String> textPair, Optional<String> features, Optional<String> label) {
            this(text, textPair, features, label, Optional.empty());
        }

        /** The names of the columns that are read. */
        List<String> names() {
            Stream<Optional<String>> named = features.isPresent()
                    ? Stream.of(features, label)
                    : Stream.of(Optional.of(text), textPair, label, parent);
            return named.flatMap(Optional::stream).distinct().toList();
        }
    }

    /**
     * Limits the number of words of a text, which is rejected if it has fewer or more; an empty value sets no limit.
     */
    public record Length(Optional<Integer> minWords, Optional<Integer> maxWords) {}

    /** Returns an entry of whole files that describe their own layout. */
    public static InputEntry of(String key, String path, InputFormat format, ColumnRoles roles) {
        Layout own =
                new Layout(true, "\t", Optional.empty(), Optional.empty(), StandardCharsets.UTF_8, Optional.empty(), 1);
        return new InputEntry(
                key,
                path,
                format,
                roles,
                Optional.empty(),
                Part.ALL,
                own,
                Split.NONE,
                new Length(Optional.empty(), Optional.empty()));
    }

    /** Returns this entry with another column in place of the label. */
    public InputEntry withLabel(String column) {
        ColumnRoles other =
                new ColumnRoles(roles.text(), roles.textPair(), roles.features(), Optional.of(column), roles.parent());
        return new InputEntry(key, path, format, other, labels, part, layout, split, length);
    }

    /** The names of the columns that are read. */
    public List<String> columns() {
        return roles.names();
    }

    /** The column of the text, or of the first text of a pair. */
    public String text() {
        return roles.text();
    }

    /** The column of the second text of a pair. */
    public Optional<String> textPair() {
        return roles.textPair();
    }

    /** The column of the features. */
    public Optional<String> features() {
        return roles.features();
    }

    /** The column of the key of the example that a text was made from. */
    public Optional<String> parent() {
        return roles.parent();
    }

    /** The column of the label. */
    public Optional<String> label() {
        return roles.label();
    }

    /** Lists the ways in which long texts become examples. */
    public enum Split {
        /** A text is one example. */
        NONE,
        /** Each sentence of a text is an example. */
        SENTENCES
    }

    /**
     * Describes how the text of a file is read. Absent values follow from the format and from the files themselves.
     *
     * @param header whether a delimited file names its columns; if not, columns are called {@code 0}, {@code 1}, ...
     * @param separator characters between the columns of a delimited file
     * @param quote character that encloses fields, or {@link #NONE}
     * @param escape character before a quote that belongs to a field, or {@link #NONE}
     * @param encoding character set of the files
     * @param multiLine whether a record may extend over several lines
     * @param maxLines largest number of lines of a quoted field; a row with a longer one is rejected
     */
    public record Layout(
            boolean header,
            String separator,
            Optional<String> quote,
            Optional<String> escape,
            Charset encoding,
            Optional<Boolean> multiLine,
            int maxLines) {
        /** The value of quote and escape for files without such a character. */
        public static final String NONE = "none";
    }

    /**
     * Selects the part of the rows of a source that is read.
     *
     * @param skip number of rows at the beginning that are left out
     * @param limit largest number of rows that are read after those
     * @param withoutLabels labels whose rows are left out, in whichever way a row writes their class
     */
    public record Part(int skip, Optional<Integer> limit, List<String> withoutLabels) {
        /** The part that has all rows. */
        public static final Part ALL = new Part(0, Optional.empty(), List.of());

        public Part {
            withoutLabels = List.copyOf(withoutLabels);
        }

        /** Whether no row is left out because of its position. */
        public boolean isAll() {
            return skip == 0 && limit.isEmpty();
        }

        /** The number, from 0, of the first row after this part. */
        public long end() {
            return limit.map(count -> (long) skip + count).orElse(Long.MAX_VALUE);
        }
    }
}
