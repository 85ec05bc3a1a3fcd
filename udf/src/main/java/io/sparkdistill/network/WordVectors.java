package io.sparkdistill.network;

import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.io.Serializable;
import java.util.List;

/**
 * Describes the word vectors of a network, which are one or two embedding tables.
 *
 * @param size width of one table
 * @param tuning whether training updates the vectors
 */
public record WordVectors(int size, Tuning tuning) implements Serializable {
    /** Decides whether training updates word vectors. In brackets the names of Kim (2014), section 3.1. */
    public enum Tuning {
        /** Training updates them (non-static). */
        TUNED,
        /** They keep their initial values (static). */
        FROZEN,
        /**
         * Two tables with equal initial values, of which one is trained, concatenated (multichannel): twice the width.
         */
        BOTH
    }

    /** The name of the trained table. */
    static final String TABLE = "words";
    /** The name of the table that is not trained. */
    public static final String FROZEN_TABLE = "words.frozen";

    public WordVectors {
        if (size < 1) {
            throw new IllegalArgumentException("Cannot create word vectors: their size must be at least 1: " + size);
        }
    }

    /** Returns word vectors that training updates. */
    public static WordVectors tuned(int size) {
        return new WordVectors(size, Tuning.TUNED);
    }

    /** Returns whether a parameter is a table of word vectors. */
    static boolean isTable(ParameterShape parameter) {
        return parameter.name().equals(TABLE) || parameter.name().equals(FROZEN_TABLE);
    }

    /** Returns the number of values per word, of all tables. */
    public int width() {
        return tuning == Tuning.BOTH ? 2 * size : size;
    }

    List<ParameterShape> parameters(long vocabularySize) {
        ParameterShape tuned = ParameterShape.embedding(TABLE, vocabularySize, size);
        ParameterShape frozen = ParameterShape.frozenEmbedding(FROZEN_TABLE, vocabularySize, size);
        return switch (tuning) {
            case TUNED -> List.of(tuned);
            case FROZEN -> List.of(frozen);
            case BOTH -> List.of(tuned, frozen);
        };
    }

    /** Looks up the vectors of sentences: {@code (rows, steps, width)}. */
    <T> T embed(TensorOps<T> ops, Weights<T> weights, Sequences<T> sentences) {
        return switch (tuning) {
            case TUNED -> sentences.embedding(weights.get(TABLE));
            case FROZEN -> sentences.embedding(weights.get(FROZEN_TABLE));
            case BOTH -> ops.concat(
                    List.of(sentences.embedding(weights.get(TABLE)), sentences.embedding(weights.get(FROZEN_TABLE))));
        };
    }
}
