package io.sparkdistill.network;

import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.io.Serializable;
import java.util.List;

/**
 * How the words of a text become vectors.
 *
 * @param size of the vector of a word in one table
 * @param tuning what training does to them
 */
public record WordVectors(int size, Tuning tuning) implements Serializable {
    /** What training does to word vectors. The names of Kim (2014), section 3.1, in brackets. */
    public enum Tuning {
        /** They are learned (non-static). */
        TUNED,
        /** They stay as they start (static). */
        FROZEN,
        /** Two tables that start alike, one learned and one not, side by side (multichannel): twice the size. */
        BOTH
    }

    /** Table that is learned. */
    static final String TABLE = "words";
    /** Table that stays. */
    public static final String FROZEN_TABLE = "words.frozen";

    public WordVectors {
        if (size < 1) {
            throw new IllegalArgumentException("Cannot make word vectors: their size starts at 1: " + size);
        }
    }

    /** Vectors that are learned. */
    public static WordVectors tuned(int size) {
        return new WordVectors(size, Tuning.TUNED);
    }

    /** Values that a network sees of a word. */
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

    /** The vectors of sentences: {@code (rows, steps, width)}. */
    <T> T gather(TensorOps<T> ops, Weights<T> weights, Sequences<T> sentences) {
        return switch (tuning) {
            case TUNED -> sentences.gather(weights.get(TABLE));
            case FROZEN -> sentences.gather(weights.get(FROZEN_TABLE));
            case BOTH -> ops.concat(
                    List.of(sentences.gather(weights.get(TABLE)), sentences.gather(weights.get(FROZEN_TABLE))));
        };
    }
}
