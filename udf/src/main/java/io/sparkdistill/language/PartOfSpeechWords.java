package io.sparkdistill.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads counts of words by part of speech: one {@code tag<TAB>word<TAB>count} per line, UTF-8; a word may be quoted as
 * in CSV.
 */
public final class PartOfSpeechWords {
    private static final String ENGLISH = "english-words.tsv";
    private static final int COLUMNS = 3;

    private PartOfSpeechWords() {}

    /** Returns the distribution of some 400 frequent English words, uniform within each tag. */
    public static PartOfSpeechDistribution english() {
        try (InputStream in = PartOfSpeechWords.class.getResourceAsStream(ENGLISH)) {
            return PartOfSpeechDistribution.of(read(in));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read words: " + ENGLISH + " of the jar", e);
        }
    }

    /**
     * Reads the lines of a file.
     *
     * @throws IOException if the stream cannot be read or a line is malformed
     */
    public static List<PartOfSpeechDistribution.Count> read(InputStream in) throws IOException {
        List<PartOfSpeechDistribution.Count> counts = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            counts.add(count(line));
        }
        return counts;
    }

    private static PartOfSpeechDistribution.Count count(String line) throws IOException {
        String[] columns = line.split("\t", -1);
        try {
            if (columns.length == COLUMNS) {
                return new PartOfSpeechDistribution.Count(columns[0], unquoted(columns[1]), Long.parseLong(columns[2]));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(malformed(line), e);
        }
        throw new IOException(malformed(line));
    }

    /** Removes the quotation marks and escapes that writers of CSV add to a word. */
    private static String unquoted(String word) {
        boolean quoted = word.length() > 2 && word.startsWith("\"") && word.endsWith("\"");
        return quoted
                ? word.substring(1, word.length() - 1).replace("\\\"", "\"").replace("\"\"", "\"")
                : word;
    }

    private static String malformed(String line) {
        return "a line must have a tag, a word and a count of at least 1, separated by tabs: " + line;
    }
}
