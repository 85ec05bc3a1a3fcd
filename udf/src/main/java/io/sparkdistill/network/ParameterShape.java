package io.sparkdistill.network;

import io.sparkdistill.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Describes the name, shape and initialization of a parameter of a network.
 *
 * @param name unique within the network, for example {@code output.weight}
 * @param sizes sizes of the axes; a weight matrix is {@code (outputs, inputs)}
 * @param bound the initial values are uniform in {@code [-bound, bound)}
 * @param kind whether it is an embedding table, and whether training updates it
 */
public record ParameterShape(String name, List<Long> sizes, float bound, Kind kind) {
    /** Lists the kinds of parameters, which differ in their gradients. */
    public enum Kind {
        /** A parameter with a dense gradient: each step updates all values. */
        DENSE,
        /** A table with one row per word and a sparse gradient: a step updates the rows of the words in its batch. */
        EMBEDDING,
        /** A table with one row per word and no gradient: training does not update it. */
        FROZEN_EMBEDDING;

        /** Returns whether the parameter is a table with one row per word. */
        boolean isTable() {
            return this != DENSE;
        }

        /** Returns whether training updates the parameter. */
        public boolean isTrained() {
            return this != FROZEN_EMBEDDING;
        }
    }

    // Kim (2014) initializes words without a pre-trained vector so, with about the variance of word2vec's vectors.
    private static final float WORD_BOUND = 0.25f;

    public ParameterShape {
        sizes = List.copyOf(sizes);
    }

    static ParameterShape embedding(String name, long rows, long width) {
        return new ParameterShape(name, List.of(rows, width), WORD_BOUND, Kind.EMBEDDING);
    }

    static ParameterShape frozenEmbedding(String name, long rows, long width) {
        return new ParameterShape(name, List.of(rows, width), WORD_BOUND, Kind.FROZEN_EMBEDDING);
    }

    /** Creates a trained table with one row per word that is initialized with 0. */
    static ParameterShape zeroTable(String name, long rows, long width) {
        return new ParameterShape(name, List.of(rows, width), 0, Kind.EMBEDDING);
    }

    /** Creates a dense parameter, initialized uniformly in {@code ±1/√fanIn}. */
    public static ParameterShape dense(String name, long fanIn, Long... sizes) {
        return new ParameterShape(name, Arrays.asList(sizes), (float) (1 / Math.sqrt((double) fanIn)), Kind.DENSE);
    }

    /** Creates a vector that is initialized with 0. */
    static ParameterShape zero(String name, long size) {
        return new ParameterShape(name, List.of(size), 0, Kind.DENSE);
    }

    /** Returns the number of values. */
    public int count() {
        return Math.toIntExact(sizes.stream().reduce(1L, Math::multiplyExact));
    }

    /** Returns the initial values: equal seeds give equal values; the row of the padding is 0. */
    float[] initialValues(SplittableRandom random) {
        float[] values = new float[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        if (kind.isTable()) {
            int width = Math.toIntExact(sizes.get(1));
            Arrays.fill(values, Vocabulary.PADDING * width, (Vocabulary.PADDING + 1) * width, 0f);
        }
        return values;
    }
}
