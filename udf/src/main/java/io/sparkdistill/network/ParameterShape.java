package io.sparkdistill.network;

import io.sparkdistill.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One parameter of a network: its name, shape and how it starts.
 *
 * @param name unique within the network, for example {@code output.weight}
 * @param sizes its shape; a weight matrix is {@code (outputs, inputs)}
 * @param bound it starts uniform in {@code [-bound, bound)}
 * @param kind how it is looked up and updated
 */
public record ParameterShape(String name, List<Long> sizes, float bound, Kind kind) {
    /** How a parameter takes part in a step. */
    public enum Kind {
        /** Every step uses and updates all of it. */
        DENSE,
        /** A table with one row a word: a step uses and updates only the rows of the words in its batch. */
        EMBEDDING,
        /** A table with one row a word that no step updates. */
        FROZEN_EMBEDDING;

        /** Whether it is a table with one row a word. */
        boolean isTable() {
            return this != DENSE;
        }

        /** Whether training updates it. */
        public boolean isTrained() {
            return this != FROZEN_EMBEDDING;
        }
    }

    // The spread of word2vec's vectors, as for words without a pre-trained vector in Kim (2014).
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

    public static ParameterShape dense(String name, long fanIn, Long... sizes) {
        return new ParameterShape(name, Arrays.asList(sizes), (float) (1 / Math.sqrt((double) fanIn)), Kind.DENSE);
    }

    /** A vector that starts at 0. */
    static ParameterShape zero(String name, long size) {
        return new ParameterShape(name, List.of(size), 0, Kind.DENSE);
    }

    /** Number of values. */
    public int count() {
        return Math.toIntExact(sizes.stream().reduce(1L, Math::multiplyExact));
    }

    /** The values it starts with: the same for the same seed; the row of the padding is zero. */
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
