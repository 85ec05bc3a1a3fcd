package io.sparkdistill.distill;

import java.util.Arrays;

/**
 * A distribution over classes of which few are listed, the most probable first. The listed probabilities and the rest
 * sum to 1. Its arrays are not copied: do not change them.
 *
 * @param classes indices of the listed classes, each once; null when all are listed, in class order
 * @param probabilities one a listed class
 * @param rest the mass of all classes that are not listed
 */
@SuppressWarnings("ArrayRecordComponent")
public record SparseTargets(int[] classes, float[] probabilities, float remaining) {
    public SparseTargets {
        if (classes != null && classes.length != probabilities.length) {
            throw new IllegalArgumentException("Cannot make sparse targets: %d probabilities for %d classes"
                    .formatted(probabilities.length, classes.length));
        }
    }

    static SparseTargets whole(float[] probabilities) {
        return new SparseTargets(null, probabilities, 0);
    }

    static SparseTargets top(float[] probabilities, int count) {
        double[] others = Vectors.widen(probabilities);
        int[] classes = Predictions.topClasses(others, Math.min(count, others.length));
        float[] listed = new float[classes.length];
        for (int i = 0; i < listed.length; i++) {
            listed[i] = probabilities[classes[i]];
            others[classes[i]] = 0;
        }
        return new SparseTargets(classes, listed, (float) Arrays.stream(others).sum());
    }

    /** The shares of the draws that fell on each class; they stand for the whole, so nothing is left. */
    static SparseTargets ofDraws(int[] counts, int draws) {
        int listed = (int) Arrays.stream(counts).filter(count -> count > 0).count();
        int[] classes =
                Predictions.topClasses(Arrays.stream(counts).asDoubleStream().toArray(), listed);
        float[] shares = new float[listed];
        for (int i = 0; i < listed; i++) {
            shares[i] = (float) counts[classes[i]] / draws;
        }
        return new SparseTargets(classes, shares, 0);
    }
}
