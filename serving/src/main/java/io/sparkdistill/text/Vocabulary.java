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
 * A vocabulary maps the words that a student knows to ids: the id of a word is its index in the list. Id {@value
 * #PADDING} pads short rows of a batch, id {@value #UNKNOWN} represents every word that is not in the list.
 */
public final class Vocabulary implements Serializable {
    /**
     * The name of the file in a saved student: UTF-8, one word per line; line {@code n}, counted from 0, has id {@code
     * n}.
     */
    public static final String FILE = "vocabulary.txt";

    /** The id of padding. */
    public static final int PADDING = 0;
    /** The id of unknown words. */
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
                throw new IllegalArgumentException("Cannot create a vocabulary: a word occurs twice: " + words.get(id));
            }
        }
    }

    /**
     * Creates a vocabulary of the most frequent words. They are sorted by descending count, then alphabetically, so the
     * counts alone decide the ids.
     *
     * @param counts number of occurrences of each word
     * @param minimumCount words with fewer occurrences are left out
     * @param maximumSize maximum number of ids, padding and unknown included
     */
    public static Vocabulary of(Map<String, Long> counts, long minimumCount, int maximumSize) {
        if (maximumSize <= RESERVED.size()) {
            throw new IllegalArgumentException(
                    "Cannot create a vocabulary: its size must be at least 3, for padding, unknown and one word: "
                            + maximumSize);
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

    /** Creates a vocabulary from its {@link #words()}. */
    public static Vocabulary ofWords(List<String> words) {
        return new Vocabulary(words);
    }

    /** Returns the number of ids, padding and unknown included. */
    public int size() {
        return words.size();
    }

    /** Returns all words in the order of their ids. */
    public List<String> words() {
        return words;
    }

    /** Returns the id of a word; empty if the word is not in the vocabulary. */
    public OptionalInt id(String word) {
        Integer id = ids.get(word);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Returns the ids of words; {@link #UNKNOWN} for a word that is not in the vocabulary. */
    public int[] encode(List<String> text) {
        return text.stream().mapToInt(word -> ids.getOrDefault(word, UNKNOWN)).toArray();
    }

    /** Writes the words, one per line. */
    public void write(Path file) throws IOException {
        Files.writeString(file, String.join("\n", words) + "\n", StandardCharsets.UTF_8);
    }

    /** Reads a vocabulary that {@link #write} wrote. */
    public static Vocabulary read(Path file) throws IOException {
        List<String> words = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (words.size() < RESERVED.size() || !words.subList(0, RESERVED.size()).equals(RESERVED)) {
            throw new IOException(
                    "Cannot read the vocabulary %s: its first lines must be %s".formatted(file, RESERVED));
        }
        return new Vocabulary(words);
    }
}
