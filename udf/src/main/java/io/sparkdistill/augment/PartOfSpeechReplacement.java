package io.sparkdistill.augment;

import io.sparkdistill.text.PartOfSpeechDistribution;
import java.util.random.RandomGenerator;

/**
 * Puts other words of the same part of speech, as frequent in the training data as they are: grammatical sentences with
 * another meaning. The drawn word may be the old one. A word stays when the training data has no word of its tag.
 *
 * @param probability chance of each word, from 0 to 1; 0.1 in the paper
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
