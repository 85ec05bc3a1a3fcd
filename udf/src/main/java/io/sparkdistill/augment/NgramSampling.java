package io.sparkdistill.augment;

import java.util.random.RandomGenerator;

/**
 * Keeps an n-gram of a sentence: n is drawn uniformly from a range, then the position of the n-gram. A sentence of at
 * most n words is kept whole.
 *
 * @param probability probability of sampling a copy, from 0 to 1; 0.25 in the paper
 * @param shortest smallest n; 1 in the paper
 * @param longest largest n; 5 in the paper
 */
public record NgramSampling(double probability, int shortest, int longest) implements Augmentation {
    public NgramSampling {
        Probability.check("n-gram", probability);
        if (shortest < 1 || shortest > longest) {
            throw new IllegalArgumentException(
                    "Cannot sample n-grams: the range of n must start at 1 or above and must not be empty: %d to %d"
                            .formatted(shortest, longest));
        }
    }

    /** Returns the sampling with the paper's range of n: 1 to 5. */
    public static NgramSampling standard(double probability) {
        return new NgramSampling(probability, 1, 5);
    }

    @Override
    public AugmentedSentence apply(AugmentedSentence copy, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return copy;
        }
        int length = copy.to() - copy.from();
        int n = Math.min(length, random.nextInt(shortest, longest + 1));
        int from = copy.from() + random.nextInt(length - n + 1);
        return new AugmentedSentence(copy.words(), from, from + n, true);
    }
}
