package io.sparkdistill.network;

import io.sparkdistill.tensor.Sequences;
import java.util.List;

/**
 * Holds the inputs of a network for one batch.
 *
 * @param <T> a tensor
 * @param sentences one element for single sentences, two for pairs, none for features
 * @param features {@code (rows, features)}; null for text
 */
public record Inputs<T>(List<Sequences<T>> sentences, T features) {
    public Inputs {
        sentences = List.copyOf(sentences);
    }
}
