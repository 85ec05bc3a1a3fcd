package io.sparkdistill.augment;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
class PartOfSpeechReplacementTest extends AugmentationContract {
    @Override
    Augmentation augmentation(double probability) {
        return new PartOfSpeechReplacement(probability, Sentences.DISTRIBUTION);
    }

    @Override
    int changes(AugmentedSentence copy) {
        return copy.count(Change.REPLACED);
    }

    @Override
    int chances(int words) {
        return words;
    }

    @Override
    String refusal(double probability) {
        return "Cannot augment: the part-of-speech replacement probability must lie in 0..1: " + probability;
    }

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
}
