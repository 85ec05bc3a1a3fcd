package io.sparkdistill.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.language.PartOfSpeechDistribution.Count;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PartOfSpeechDistributionTest {
    private static final List<Count> COUNTS = List.of(
            new Count("ADJ", "good", 6),
            new Count("ADJ", "bad", 3),
            new Count("ADJ", "luminous", 1),
            new Count("NOUN", "film", 5));

    @Test
    void drawsWordsInProportionToTheirCounts() {
        int draws = 10_000;
        Map<String, Integer> drawn = new HashMap<>();
        draw(PartOfSpeechDistribution.of(COUNTS), "ADJ", draws).forEach(word -> drawn.merge(word, 1, Integer::sum));

        assertThat(drawn).containsOnlyKeys("good", "bad", "luminous");
        Map.of("good", 0.6, "bad", 0.3, "luminous", 0.1).forEach((word, share) -> {
            double standardError = Math.sqrt(share * (1 - share) / draws);
            assertThat((double) drawn.get(word) / draws).as(word).isCloseTo(share, within(3 * standardError));
        });
    }

    @Test
    void hasNoWordOfATagThatItNeverSaw() {
        assertThat(PartOfSpeechDistribution.of(COUNTS).draw("VERB", new SplittableRandom(1)))
                .isEmpty();
    }

    @Test
    void addsUpCountsOfTheSameWord() {
        var once = PartOfSpeechDistribution.of(COUNTS);
        var split = PartOfSpeechDistribution.of(List.of(
                new Count("ADJ", "good", 2),
                new Count("ADJ", "luminous", 1),
                new Count("ADJ", "bad", 3),
                new Count("ADJ", "good", 4)));

        assertThat(draw(split, "ADJ", 100)).isEqualTo(draw(once, "ADJ", 100));
    }

    @Test
    void drawsTheSameWordsAfterATripToAnExecutor() throws IOException, ClassNotFoundException {
        var distribution = PartOfSpeechDistribution.of(COUNTS);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(distribution);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            var arrived = (PartOfSpeechDistribution) in.readObject();

            assertThat(draw(arrived, "ADJ", 100)).isEqualTo(draw(distribution, "ADJ", 100));
        }
    }

    @Property(tries = 200)
    void doesNotDependOnTheOrderOfTheCounts(
            @ForAll @NotEmpty @Size(max = 20) List<@AlphaChars @StringLength(min = 1, max = 3) String> words,
            @ForAll @IntRange(min = 1, max = 1_000) int count,
            @ForAll long seed) {
        List<Count> counts = new ArrayList<>();
        words.forEach(word -> counts.add(new Count("X", word, count + word.length())));
        List<String> expected = draw(PartOfSpeechDistribution.of(counts), "X", 20);
        Collections.shuffle(counts, new Random(seed));

        assertThat(draw(PartOfSpeechDistribution.of(counts), "X", 20))
                .isEqualTo(expected)
                .isSubsetOf(words);
    }

    @Test
    void refusesACountBelowOne() {
        assertThatThrownBy(() -> new Count("ADJ", "good", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot count the word good as ADJ: its count must be at least 1: 0");
    }

    private static List<String> draw(PartOfSpeechDistribution distribution, String tag, int draws) {
        SplittableRandom random = new SplittableRandom(11);
        return Stream.generate(() -> distribution.draw(tag, random).orElseThrow())
                .limit(draws)
                .toList();
    }
}
