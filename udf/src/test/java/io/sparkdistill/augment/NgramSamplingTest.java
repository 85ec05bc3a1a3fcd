package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
class NgramSamplingTest extends AugmentationContract {
    @Override
    Augmentation augmentation(double probability) {
        return NgramSampling.standard(probability);
    }

    @Override
    int changes(AugmentedSentence copy) {
        return copy.sampled() ? 1 : 0;
    }

    @Override
    int chances(int words) {
        return 1;
    }

    @Override
    String refusal(double probability) {
        return "Cannot augment: the n-gram probability must lie in 0..1: " + probability;
    }

    @Property
    void keepsOneToFiveWordsInARow(@ForAll TaggedSentence sentence, @ForAll long seed) {
        AugmentedSentence copy = apply(1, sentence, seed);

        assertThat(copy.sampled()).isTrue();
        assertThat(copy.text()).hasSizeBetween(Math.min(1, sentence.words().size()), 5);
        assertThat(Collections.indexOfSubList(sentence.words(), copy.text())).isNotNegative();
    }

    @Example
    void drawsLengthAndPlaceEvenly() {
        int draws = 20_000;
        int length = 8;
        int[] lengths = new int[6];
        int[] places = new int[length];
        SplittableRandom random = new SplittableRandom(3);
        AugmentedSentence sentence = AugmentedSentence.unchanged(
                Sentences.distinct(1, length).findFirst().orElseThrow());
        for (int draw = 0; draw < draws; draw++) {
            AugmentedSentence copy = NgramSampling.standard(1).apply(sentence, random);
            lengths[copy.text().size()]++;
            places[copy.from()] += copy.text().size() == 1 ? 1 : 0;
        }

        for (int n = 1; n <= 5; n++) {
            assertShare(lengths[n], draws, 1.0 / 5);
        }
        for (int place = 0; place < length; place++) {
            assertShare(places[place], lengths[1], 1.0 / length);
        }
    }

    @Example
    void refusesARangeThatIsEmpty() {
        assertThatThrownBy(() -> new NgramSampling(0.25, 3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot sample n-grams: the range of n must start at 1 or above and must not be empty: 3 to 2");
        assertThatThrownBy(() -> new NgramSampling(0.25, 0, 2))
                .hasMessage(
                        "Cannot sample n-grams: the range of n must start at 1 or above and must not be empty: 0 to 2");
    }

    private static void assertShare(int count, int draws, double share) {
        double standardError = Math.sqrt(share * (1 - share) / draws);
        assertThat((double) count / draws).isCloseTo(share, within(3 * standardError));
    }
}
