package io.sparkdistill.language;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Holds a unigram distribution of words for each part of speech, from which words of one tag can be drawn. */
public final class PartOfSpeechDistribution implements Serializable {
    private final Map<String, Unigrams> unigramsByTag = new HashMap<>();

    /**
     * A count tells how often a word occurs under one tag.
     *
     * @param count number of occurrences in the training data, at least 1
     */
    public record Count(String tag, String word, long count) implements Serializable {
        public Count {
            if (count < 1) {
                throw new IllegalArgumentException(
                        "Cannot count the word %s as %s: its count must be at least 1: %d".formatted(word, tag, count));
            }
        }
    }

    /**
     * The unigrams hold the words of one tag with their cumulative counts.
     *
     * @param upTo occurrences of all words up to and including this one
     */
    private record Unigrams(String[] words, long[] upTo) implements Serializable {
        static Unigrams of(Map<String, Long> counts) {
            Map<String, Long> sorted = new TreeMap<>(counts);
            long[] upTo = sorted.values().stream().mapToLong(Long::longValue).toArray();
            Arrays.parallelPrefix(upTo, Math::addExact);
            return new Unigrams(sorted.keySet().toArray(String[]::new), upTo);
        }

        String draw(RandomGenerator random) {
            long occurrence = random.nextLong(upTo[upTo.length - 1]);
            int found = Arrays.binarySearch(upTo, occurrence + 1);
            return words[found < 0 ? -found - 1 : found];
        }
    }

    private PartOfSpeechDistribution() {}

    /** Creates the distribution of counts. Their order does not matter; counts of the same word and tag are added. */
    public static PartOfSpeechDistribution of(Collection<Count> counts) {
        PartOfSpeechDistribution distribution = new PartOfSpeechDistribution();
        counts.stream()
                .collect(groupingBy(Count::tag, groupingBy(Count::word, summingLong(Count::count))))
                .forEach((tag, words) -> distribution.unigramsByTag.put(tag, Unigrams.of(words)));
        return distribution;
    }

    /**
     * Draws a word of a tag in proportion to its count. The result is empty when the training data has no word of that
     * tag.
     */
    public Optional<String> draw(String tag, RandomGenerator random) {
        return Optional.ofNullable(unigramsByTag.get(tag)).map(unigrams -> unigrams.draw(random));
    }
}
