package io.sparkdistill.text;

import static java.util.Map.Entry.comparingByKey;
import static java.util.Map.Entry.comparingByValue;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The words a student knows and their ids: a word's id is its place in the list. Id {@value #PADDING} fills up short
 * rows of a batch, id {@value #UNKNOWN} stands for every word that is not in the list.
 */
public final class Vocabulary implements Serializable {
    /** Name of the file in a saved student: UTF-8, one word a line, line {@code n} (from 0) has id {@code n}. */
    public static final String FILE = "vocabulary.txt";

    public static final int PADDING = 0;
    public static final int UNKNOWN = 1;

    // Words.split never gives these: it cuts at the angle brackets.
    private static final List<String> RESERVED = List.of("<padding>", "<unknown>");

    private final List<String> words;
    private final Map<String, Integer> ids;

    private Vocabulary(List<String> words) {
        this.words = List.copyOf(words);
        this.ids = new HashMap<>(2 * words.size());
        for (int id = 0; id < words.size(); id++) {
            if (ids.put(words.get(id), id) != null) {
                throw new IllegalArgumentException(
                        "Cannot make a vocabulary: a word stands in it twice: " + words.get(id));
            }
        }
    }

    /**
     * The most frequent words, in an order that depends on the counts alone: falling count, then the word itself.
     *
     * @param counts how often each word occurs
     * @param minimumCount words that occur less often stay unknown
     * @param maximumSize number of ids at most, padding and unknown included
     */
    public static Vocabulary of(Map<String, Long> counts, long minimumCount, int maximumSize) {
        if (maximumSize <= RESERVED.size()) {
            throw new IllegalArgumentException(
                    "Cannot make a vocabulary: it needs room for padding, unknown and one word: " + maximumSize);
        }
        Comparator<Map.Entry<String, Long>> order = comparingByValue(Comparator.reverseOrder());
        List<String> words = new ArrayList<>(RESERVED);
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= minimumCount && !RESERVED.contains(entry.getKey()))
                .sorted(order.thenComparing(comparingByKey()))
                .limit(maximumSize - RESERVED.size())
                .forEach(entry -> words.add(entry.getKey()));
        return new Vocabulary(words);
    }

    /** The vocabulary whose {@link #words()} these are. */
    public static Vocabulary ofWords(List<String> words) {
        return new Vocabulary(words);
    }

    /** Number of ids, padding and unknown included. */
    public int size() {
        return words.size();
    }

    /** All words in the order of their ids. */
    public List<String> words() {
        return words;
    }

    /** The id of a word; empty if the vocabulary has it not. */
    public OptionalInt id(String word) {
        Integer id = ids.get(word);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The ids of words, {@link #UNKNOWN} where a word is not in the vocabulary. */
    public int[] encode(List<String> text) {
        return text.stream().mapToInt(word -> ids.getOrDefault(word, UNKNOWN)).toArray();
    }

    /** Writes the words, one a line. */
    public void write(Path file) throws IOException {
        Files.writeString(file, String.join("\n", words) + "\n", StandardCharsets.UTF_8);
    }

    /** Reads what {@link #write} wrote. */
    public static Vocabulary read(Path file) throws IOException {
        List<String> words = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (words.size() < RESERVED.size() || !words.subList(0, RESERVED.size()).equals(RESERVED)) {
            throw new IOException("Cannot read a vocabulary: its first lines are not " + RESERVED + ": " + file);
        }
        return new Vocabulary(words);
    }
}
