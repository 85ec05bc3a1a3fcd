package io.sparkdistill.distill;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A sparsity decides which part of a distribution over many classes is stored. Distributions hold one probability per
 * class, which sum to 1.
 */
public sealed interface Sparsity extends Serializable {
    /**
     * Returns the stored part of a distribution.
     *
     * @param seed seed of the random choices, if there are any
     */
    SparseTargets of(float[] probabilities, long seed);

    /** Returns whether every class is stored, so that all losses can be computed. */
    default boolean keepsAll() {
        return false;
    }

    /** Stores the whole distribution. */
    record None() implements Sparsity {
        @Override
        public boolean keepsAll() {
            return true;
        }

        @Override
        public SparseTargets of(float[] probabilities, long seed) {
            return SparseTargets.whole(probabilities);
        }
    }

    /**
     * Stores the most probable classes, and the total probability of all others as one number.
     *
     * @param classes number of stored classes, at least 1; all classes are listed if there are no more
     */
    record Top(int classes) implements Sparsity {
        public Top {
            Check.that(classes > 0, "keep the top classes", "their number must be positive", classes);
        }

        @Override
        public SparseTargets of(float[] probabilities, long seed) {
            return SparseTargets.top(probabilities, classes);
        }
    }

    /**
     * Stores classes drawn with their probability {@code p}, each with its share {@code q_c} of the draws. {@code E q_c
     * = p_c}, so an expectation that is linear in the targets, such as the gradient of the cross-entropy, is unbiased.
     *
     * <p>Draws are evenly spaced over the cumulative distribution, from a random start (systematic sampling): a class
     * gets {@code draws · p_c} of them, rounded down or up. So shares vary less than with independent draws.
     *
     * @param draws number of draws, at least 1; as many classes are listed at most
     * @see <a href="https://arxiv.org/abs/2503.16870">Anshumann et al. 2025, Sparse Logit Sampling</a>
     */
    record Sampled(int draws) implements Sparsity {
        public Sampled {
            Check.that(draws > 0, "sample classes", "draws must be positive", draws);
        }

        @Override
        public SparseTargets of(float[] probabilities, long seed) {
            double[] wide = Vectors.widen(probabilities);
            double step = Arrays.stream(wide).sum() / draws;
            double start = new SplittableRandom(seed).nextDouble();
            int[] counts = new int[wide.length];
            double cumulative = 0;
            int drawn = 0;
            int last = 0;
            for (int c = 0; c < wide.length; c++) {
                cumulative += wide[c];
                last = wide[c] > 0 ? c : last;
                while (drawn < draws && (start + drawn) * step < cumulative) {
                    counts[c]++;
                    drawn++;
                }
            }
            // Rounding can leave the last draw beyond the sum.
            counts[last] += draws - drawn;
            return SparseTargets.ofDraws(counts, draws);
        }
    }
}
