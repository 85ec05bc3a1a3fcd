package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.apache.commons.lang3.SerializationUtils;

/** Tests that every augmentation of texts passes. */
@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
abstract class AugmentationContract {
    private static final double RATE = 0.3;
    private static final int WORDS = 10;

    /** Returns the augmentation with a probability. */
    abstract Augmentation augmentation(double probability);

    /** Returns the number of words that were changed, or 1 if the copy was changed as a whole. */
    abstract int changes(AugmentedSentence copy);

    /** Returns the maximum of {@link #changes} for a copy of a number of words with known tags. */
    abstract int chances(int words);

    /** Returns the error message about a probability below 0 or above 1. */
    abstract String refusal(double probability);

    @Property(tries = 200)
    void givesTheSameForTheSameSeed(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(0.5, sentence, seed)).isEqualTo(apply(0.5, sentence, seed));
    }

    @Property(tries = 200)
    void changesNothingAtProbabilityZero(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(0, sentence, seed)).isEqualTo(AugmentedSentence.unchanged(sentence));
    }

    @Property(tries = 200)
    void keepsTheWordsAndTagsThatACopyWasMadeFrom(@ForAll TaggedSentence sentence, @ForAll long seed) {
        AugmentedSentence copy = apply(0.5, sentence, seed);

        assertThat(copy.words()).extracting(AugmentedWord::original).isEqualTo(sentence.words());
        assertThat(copy.words()).extracting(AugmentedWord::tag).isEqualTo(sentence.tags());
        assertThat(copy.words()).allSatisfy(word -> {
            if (word.change() == Change.KEPT) {
                assertThat(word.word()).isEqualTo(word.original());
            }
        });
        List<String> now = copy.words().stream().map(AugmentedWord::word).toList();
        assertThat(Collections.indexOfSubList(now, copy.text())).isNotNegative();
        assertThat(copy.text().isEmpty()).isEqualTo(sentence.words().isEmpty());
        Stream<String> known = Stream.concat(
                sentence.words().stream(), Sentences.COUNTS.stream().map(count -> count.word()));
        assertThat(Stream.concat(known, Stream.of(Sentences.MASK))).containsAll(copy.text());
    }

    @Property(tries = 50)
    void leavesTheOtherSideOfAPair(@ForAll TaggedSentence first, @ForAll TaggedSentence second, @ForAll long seed) {
        Augmenter augmenter = new Augmenter(seed, List.of(augmentation(1)));

        assertThat(augmenter.copy(first, second, 0).second()).isEqualTo(AugmentedSentence.unchanged(second));
        assertThat(augmenter.copy(first, second, 1).first()).isEqualTo(AugmentedSentence.unchanged(first));
    }

    @Example
    void isDoneAsOftenAsItsProbabilitySays() {
        int copies = 2_000;
        SplittableRandom random = new SplittableRandom(5);
        TaggedSentence sentence = Sentences.distinct(1, WORDS).findFirst().orElseThrow();
        long changes = 0;
        for (int i = 0; i < copies; i++) {
            changes += changes(augmentation(RATE).apply(AugmentedSentence.unchanged(sentence), random));
        }
        double draws = (double) copies * chances(WORDS);
        double standardError = Math.sqrt(RATE * (1 - RATE) / draws);
        assertThat(changes / draws).isCloseTo(RATE, within(3 * standardError));
    }

    @Example
    void variesWithTheSeed() {
        TaggedSentence sentence = Sentences.distinct(1, 40).findFirst().orElseThrow();
        assertThat(Stream.of(1, 2, 3, 4, 5)
                        .map(seed -> apply(0.5, sentence, seed))
                        .distinct())
                .hasSizeGreaterThan(1);
    }

    @Example
    void refusesWhatIsNoProbability() {
        for (double value : new double[] {1.5, -0.5, Double.NaN}) {
            assertThatThrownBy(() -> augmentation(value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(refusal(value));
        }
    }

    @Example
    void travelsToExecutors() {
        TaggedSentence sentence = Sentences.distinct(1, WORDS).findFirst().orElseThrow();
        Augmentation copy = SerializationUtils.roundtrip(augmentation(0.5));

        assertThat(copy.apply(AugmentedSentence.unchanged(sentence), new SplittableRandom(1)))
                .isEqualTo(apply(0.5, sentence, 1));
    }

    final AugmentedSentence apply(double probability, TaggedSentence sentence, long seed) {
        return augmentation(probability).apply(AugmentedSentence.unchanged(sentence), new SplittableRandom(seed));
    }
}
