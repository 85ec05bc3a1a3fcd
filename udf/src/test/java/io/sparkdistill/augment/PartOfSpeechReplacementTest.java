package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
class PartOfSpeechReplacementTest {
    @Property
    void putsWordsOfTheSameTag(@ForAll TaggedSentence sentence, @ForAll long seed) {
        AugmentedSentence copy = apply(0.5, sentence, seed);

        assertThat(copy.words()).hasSameSizeAs(sentence.words()).allSatisfy(word -> {
            if (word.change() == Change.REPLACED) {
                assertThat(Sentences.wordsOf(word.tag())).contains(word.word());
            } else {
                assertThat(word.word()).isEqualTo(word.original());
            }
        });
        assertThat(copy.words()).extracting(AugmentedWord::original).isEqualTo(sentence.words());
        assertThat(copy.words()).extracting(AugmentedWord::tag).isEqualTo(sentence.tags());
    }

    @Property
    void replacesEveryWordOfAKnownTagAtProbabilityOne(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(1, sentence, seed).words()).allSatisfy(word -> assertThat(word.change() == Change.REPLACED)
                .isEqualTo(!Sentences.wordsOf(word.tag()).isEmpty()));
    }

    @Property
    void changesNothingAtProbabilityZero(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(0, sentence, seed)).isEqualTo(AugmentedSentence.unchanged(sentence));
    }

    @Property
    void givesTheSameForTheSameSeed(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(0.5, sentence, seed)).isEqualTo(apply(0.5, sentence, seed));
    }

    @Example
    void refusesWhatIsNoProbability() {
        assertThatThrownBy(() -> new PartOfSpeechReplacement(-0.1, Sentences.DISTRIBUTION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot augment: the part-of-speech replacement probability must lie in 0..1: -0.1");
    }

    private static AugmentedSentence apply(double probability, TaggedSentence sentence, long seed) {
        return new PartOfSpeechReplacement(probability, Sentences.DISTRIBUTION)
                .apply(AugmentedSentence.unchanged(sentence), new SplittableRandom(seed));
    }
}
