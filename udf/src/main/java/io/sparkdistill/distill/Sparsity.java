package io.sparkdistill.distill;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/** How much of a distribution over many classes is kept. Probabilities hold one value a class and sum to 1. */
public sealed interface Sparsity extends Serializable {
    /**
     * What is kept of a distribution.
     *
     * @param seed decides what is random, if anything is
     */
    SparseTargets of(float[] probabilities, long seed);

    /** Whether every class is kept, so that all losses can be computed. */
    default boolean keepsAll() {
        return false;
    }

    /** Everything. */
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
     * The most probable classes, and the mass of all others in one number.
     *
     * @param classes at least 1; as many as there are, or more: every class is listed
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
     * Classes drawn by their probability {@code p}, each with the share {@code q_c} of the draws that fell on it: {@code E
     * q_c = p_c}, so whatever is linear in the targets, the gradient of a cross-entropy included, is right in the mean.
     *
     * <p>Draws are evenly spaced over the cumulative distribution, from a random start (systematic sampling): a class gets
     * {@code draws · p_c} of them, rounded down or up, and so varies less than under independent draws.
     *
     * @param draws at least 1; at most so many classes are listed
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
