package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
class AugmenterTest {
    private static final Augmenter PAPER = augmenter(42, 0.1, 0.1, 0.25);
    private static final Augmenter NOTHING = augmenter(42, 0, 0, 0);

    @Property
    void makesTheSameCopyWhereverItRuns(
            @ForAll TaggedSentence sentence, @ForAll long seed, @ForAll @IntRange(max = 20) int number) {
        TaggedSentence elsewhere =
                new TaggedSentence(sentence.words().stream().map(String::new).toList(), sentence.tags());

        assertThat(augmenter(seed, 0.3, 0.3, 0.5).copy(elsewhere, number))
                .isEqualTo(augmenter(seed, 0.3, 0.3, 0.5).copy(sentence, number));
    }

    @Property
    void copiesTheSentenceWhenNothingIsAskedFor(
            @ForAll TaggedSentence sentence, @ForAll @IntRange(max = 20) int number) {
        assertThat(NOTHING.copy(sentence, number)).isEqualTo(AugmentedSentence.unchanged(sentence));
    }

    @Property
    void usesWordsOfTheSentenceOfTheTrainingDataAndTheMaskAlone(@ForAll TaggedSentence sentence, @ForAll long seed) {
        AugmentedSentence copy = augmenter(seed, 0.3, 0.3, 0.5).copy(sentence, 0);

        Stream<String> known = Stream.concat(
                sentence.words().stream(), Sentences.COUNTS.stream().map(count -> count.word()));
        assertThat(Stream.concat(known, Stream.of(Sentences.MASK))).containsAll(copy.text());
    }

    @Example
    void variesWithSeedNumberAndContent() {
        List<TaggedSentence> sentences = Sentences.distinct(2, 40).toList();
        Augmenter augmenter = augmenter(42, 0.3, 0.3, 0);
        List<AugmentedSentence> copies = List.of(
                augmenter.copy(sentences.get(0), 0),
                augmenter.copy(sentences.get(0), 1),
                augmenter.copy(sentences.get(1), 0),
                augmenter(43, 0.3, 0.3, 0).copy(sentences.get(0), 0));

        assertThat(copies)
                .extracting(
                        copy -> copy.words().stream().map(AugmentedWord::change).toList())
                .doesNotHaveDuplicates();
    }

    @Example
    void changesTheSharesThatTheProbabilitiesImply() {
        List<AugmentedSentence> copies = Sentences.distinct(1_000, 10)
                .flatMap(sentence -> IntStream.range(0, 20).mapToObj(number -> PAPER.copy(sentence, number)))
                .toList();
        int words = copies.size() * 10;

        assertShare(copies.stream().mapToInt(copy -> copy.count(Change.MASKED)).sum(), words, 0.1);
        assertShare(
                copies.stream().mapToInt(copy -> copy.count(Change.REPLACED)).sum(), words, 0.1);
        long sampled = copies.stream().filter(AugmentedSentence::sampled).count();
        assertShare(sampled, copies.size(), 0.25);
        for (int n = 1; n <= 5; n++) {
            int length = n;
            assertShare(
                    copies.stream().filter(copy -> copy.text().size() == length).count(), copies.size(), 0.25 / 5);
        }
    }

    @Example
    void masksOrReplacesAWordButNeverBoth() {
        Augmenter always = augmenter(42, 0.5, 0.5, 0);

        assertThat(Sentences.distinct(50, 10).map(sentence -> always.copy(sentence, 0)))
                .allSatisfy(copy -> assertThat(copy.count(Change.MASKED) + copy.count(Change.REPLACED))
                        .isEqualTo(10));
    }

    @Example
    void takesTurnsWithTheSidesOfAPair() {
        List<TaggedSentence> pair = Sentences.distinct(2, 40).toList();
        Augmenter augmenter = augmenter(42, 0.5, 0.5, 0);
        List<AugmentedPair> copies = IntStream.range(0, 6)
                .mapToObj(number -> augmenter.copy(pair.get(0), pair.get(1), number))
                .toList();

        assertThat(copies)
                .extracting(copy -> isVaried(copy.first()))
                .containsExactly(true, false, true, true, false, true);
        assertThat(copies)
                .extracting(copy -> isVaried(copy.second()))
                .containsExactly(false, true, true, false, true, true);
    }

    @Example
    void drawsTheSidesOfAPairApart() {
        TaggedSentence sentence = Sentences.distinct(1, 40).findFirst().orElseThrow();
        AugmentedPair both = augmenter(42, 0.5, 0.5, 0).copy(sentence, sentence, 2);

        assertThat(both.first()).isNotEqualTo(both.second());
    }

    @Example
    void marksWhatItDid() {
        AugmentedSentence copy = new AugmentedSentence(
                List.of(
                        AugmentedWord.kept("the", "DET"),
                        AugmentedWord.kept("plot", "NOUN").changed("cast", Change.REPLACED),
                        AugmentedWord.kept("is", "AUX"),
                        AugmentedWord.kept("dull", "ADJ").changed("[MASK]", Change.MASKED),
                        AugmentedWord.kept("!", "PUNCT")),
                1,
                4,
                true);

        assertThat(copy.text()).containsExactly("cast", "is", "[MASK]");
        assertThat(copy.marked()).isEqualTo("... plot>cast is dull>[MASK] ...");
    }

    @Example
    void refusesProbabilitiesThatAddUpToMoreThanOne() {
        assertThatThrownBy(() -> augmenter(42, 0.75, 0.5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot augment words: the sum of the probabilities must be at most 1: 1.25");
    }

    @Example
    void refusesAWordWithoutATag() {
        assertThatThrownBy(() -> new TaggedSentence(List.of("film"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot create a tagged sentence: each word needs one tag: 1 words, 0 tags");
    }

    private static boolean isVaried(AugmentedSentence copy) {
        return copy.count(Change.KEPT) < copy.words().size();
    }

    private static void assertShare(long count, long draws, double share) {
        double standardError = Math.sqrt(share * (1 - share) / draws);
        assertThat((double) count / draws).isCloseTo(share, within(3 * standardError));
    }

    private static Augmenter augmenter(long seed, double mask, double replace, double sample) {
        return Augmenter.inPaperOrder(
                seed,
                new Masking(mask, Sentences.MASK),
                new PartOfSpeechReplacement(replace, Sentences.DISTRIBUTION),
                NgramSampling.standard(sample));
    }
}
