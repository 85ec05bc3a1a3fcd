package io.sparkdistill.distill;

import java.util.Arrays;

/**
 * Sparse targets list few classes of a distribution, the most probable first. The listed probabilities and the
 * remaining mass sum to 1. The record does not copy its arrays: do not change them.
 *
 * @param classes indices of the listed classes, each once; null when all classes are listed in class order
 * @param probabilities one probability per listed class
 * @param remaining total probability of the classes that are not listed
 */
@SuppressWarnings("ArrayRecordComponent")
public record SparseTargets(int[] classes, float[] probabilities, float remaining) {
    public SparseTargets {
        if (classes != null && classes.length != probabilities.length) {
            throw new IllegalArgumentException(
                    "Cannot create sparse targets: the number of probabilities must be that of classes: %d for %d"
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

    /**
     * Lists the drawn classes, each with its share of the draws. The shares represent the whole distribution, so the
     * remaining mass is 0.
     */
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
