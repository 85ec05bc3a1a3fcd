package io.sparkdistill.augment;

import java.util.List;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(DomainContext.Global.class)
@Domain(Sentences.class)
class OnePerWordTest extends AugmentationContract {
    /** Half of the words that it changes are masked, half are replaced. */
    @Override
    Augmentation augmentation(double probability) {
        return new OnePerWord(List.of(
                new Masking(probability / 2, Sentences.MASK),
                new PartOfSpeechReplacement(probability / 2, Sentences.DISTRIBUTION)));
    }

    @Override
    int changes(AugmentedSentence copy) {
        return copy.count(Change.MASKED) + copy.count(Change.REPLACED);
    }

    @Override
    int chances(int words) {
        return words;
    }

    @Override
    String refusal(double probability) {
        return probability > 1
                ? "Cannot augment words: the sum of the probabilities must be at most 1: " + probability
                : "Cannot augment: the mask probability must lie in 0..1: " + probability / 2;
    }
}
