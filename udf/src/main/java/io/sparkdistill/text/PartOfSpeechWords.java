package io.sparkdistill.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Words with their parts of speech as text: one {@code tag<TAB>word<TAB>count} per line, UTF-8; a word may be quoted as in CSV. */
public final class PartOfSpeechWords {
    private static final String ENGLISH = "english-words.tsv";
    private static final int COLUMNS = 3;

    private PartOfSpeechWords() {}

    /** Some 400 frequent English words, each as likely as any other of its tag. */
    public static PartOfSpeechDistribution english() {
        try (InputStream in = PartOfSpeechWords.class.getResourceAsStream(ENGLISH)) {
            return PartOfSpeechDistribution.of(read(in));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read words: " + ENGLISH + " of the jar", e);
        }
    }

    /**
     * Reads the lines.
     *
     * @throws IOException also where a line is not of the form
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

    /** A quotation mark is a word, and writers of CSV quote it and escape it. */
    private static String unquoted(String word) {
        boolean quoted = word.length() > 2 && word.startsWith("\"") && word.endsWith("\"");
        return quoted
                ? word.substring(1, word.length() - 1).replace("\\\"", "\"").replace("\"\"", "\"")
                : word;
    }

    private static String malformed(String line) {
        return "a line is not tag, word and a count from 1, separated by tabs: " + line;
    }
}
