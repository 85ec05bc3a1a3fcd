package io.sparkdistill.augment;

import io.sparkdistill.language.PartOfSpeechDistribution;
import java.util.random.RandomGenerator;

/**
 * Replaces words by words of the same part of speech, drawn in proportion to their counts in the training data: the
 * sentence stays grammatical and changes its meaning. The drawn word may be the original one. A word is kept if the
 * training data has no word of its tag.
 *
 * @param probability probability of replacing a word, from 0 to 1; 0.1 in the paper
 */
public record PartOfSpeechReplacement(double probability, PartOfSpeechDistribution distribution)
        implements WordAugmentation {
    public PartOfSpeechReplacement {
        Probability.check("part-of-speech replacement", probability);
    }

    @Override
    public AugmentedWord change(AugmentedWord word, RandomGenerator random) {
        return distribution
                .draw(word.tag(), random)
                .map(drawn -> word.changed(drawn, Change.REPLACED))
                .orElse(word);
    }
}
