package io.sparkdistill.text;

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

/** How often each word occurs as each part of speech, to draw words of one tag from: a unigram distribution per tag. */
public final class PartOfSpeechDistribution implements Serializable {
    private final Map<String, Unigrams> unigramsByTag = new HashMap<>();

    /**
     * A word under one tag.
     *
     * @param count how often it occurs in the training data, at least 1
     */
    public record Count(String tag, String word, long count) implements Serializable {
        public Count {
            if (count < 1) {
                throw new IllegalArgumentException(
                        "Cannot count a word: it occurs at least once: %s as %s: %d".formatted(word, tag, count));
            }
        }
    }

    /**
     * The words of a tag.
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

    /** A distribution that depends on the counts alone, not on their order; counts of the same word are added up. */
    public static PartOfSpeechDistribution of(Collection<Count> counts) {
        PartOfSpeechDistribution distribution = new PartOfSpeechDistribution();
        counts.stream()
                .collect(groupingBy(Count::tag, groupingBy(Count::word, summingLong(Count::count))))
                .forEach((tag, words) -> distribution.unigramsByTag.put(tag, Unigrams.of(words)));
        return distribution;
    }

    /** A word of a tag, drawn in proportion to its count; empty when the training data has no word of that tag. */
    public Optional<String> draw(String tag, RandomGenerator random) {
        return Optional.ofNullable(unigramsByTag.get(tag)).map(unigrams -> unigrams.draw(random));
    }
}
