package io.sparkdistill.augment;

import java.util.random.RandomGenerator;

/**
 * Keeps only an n-gram: n is drawn evenly from a range, then its place. A sentence that is not longer than n stays whole.
 *
 * @param probability chance of each copy, from 0 to 1; 0.25 in the paper
 * @param shortest smallest n; 1 in the paper
 * @param longest greatest n; 5 in the paper
 */
public record NgramSampling(double probability, int shortest, int longest) implements Augmentation {
    public NgramSampling {
        Probability.check("n-gram", probability);
        if (shortest < 1 || shortest > longest) {
            throw new IllegalArgumentException(
                    "Cannot sample n-grams: n has no range from %d to %d".formatted(shortest, longest));
        }
    }

    /** The paper's range of n: 1 to 5. */
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
