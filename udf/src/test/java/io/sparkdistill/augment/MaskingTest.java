package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
class MaskingTest extends AugmentationContract {
    @Override
    Augmentation augmentation(double probability) {
        return new Masking(probability, Sentences.MASK);
    }

    @Override
    int changes(AugmentedSentence copy) {
        return copy.count(Change.MASKED);
    }

    @Override
    int chances(int words) {
        return words;
    }

    @Override
    String refusal(double probability) {
        return "Cannot augment: the mask probability must lie in 0..1: " + probability;
    }

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
    void hidesEverythingAtProbabilityOne(@ForAll TaggedSentence sentence, @ForAll long seed) {
        assertThat(apply(1, sentence, seed).text()).allMatch(Sentences.MASK::equals);
    }

    @Example
    void refusesABlankMaskWord() {
        assertThatThrownBy(() -> new Masking(0.1, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot mask words: the mask word must not be blank");
    }
}
