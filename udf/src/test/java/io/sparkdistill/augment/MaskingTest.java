package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
class MaskingTest {
    @Property
    void putsTheMaskWordOrLeavesTheWord(
            @ForAll TaggedSentence sentence, @ForAll @DoubleRange(max = 1) double probability, @ForAll long seed) {
        AugmentedSentence copy = apply(probability, sentence, seed);

        assertThat(copy.text()).hasSameSizeAs(sentence.words());
        for (int i = 0; i < copy.text().size(); i++) {
            assertThat(copy.text().get(i)).isIn(sentence.words().get(i), Sentences.MASK);
        }
        assertThat(copy.count(Change.MASKED))
                .isEqualTo(copy.text().stream().filter(Sentences.MASK::equals).count());
    }

    @Property
    void changesNothingAtProbabilityZero(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(0, sentence, seed)).isEqualTo(AugmentedSentence.unchanged(sentence));
    }

    @Property
    void hidesEverythingAtProbabilityOne(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(1, sentence, seed).text()).allMatch(Sentences.MASK::equals);
    }

    @Property
    void givesTheSameForTheSameSeed(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(0.5, sentence, seed)).isEqualTo(apply(0.5, sentence, seed));
    }

    @Example
    void refusesWhatIsNoProbability() {
        assertThatThrownBy(() -> new Masking(1.5, Sentences.MASK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot augment: the mask probability must lie in 0..1: 1.5");
        assertThatThrownBy(() -> new Masking(Double.NaN, Sentences.MASK))
                .hasMessage("Cannot augment: the mask probability must lie in 0..1: NaN");
    }

    @Example
    void refusesABlankMaskWord() {
        assertThatThrownBy(() -> new Masking(0.1, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot mask words: the mask word must not be blank");
    }

    private static AugmentedSentence apply(double probability, TaggedSentence sentence, long seed) {
        return new Masking(probability, Sentences.MASK)
                .apply(AugmentedSentence.unchanged(sentence), new SplittableRandom(seed));
    }
}
