package io.sparkdistill.network;

import io.sparkdistill.tensor.Sequences;
import java.util.List;

/**
 * What a network reads of a batch.
 *
 * @param sentences one for single sentences, two for pairs, none for features
 * @param features {@code (rows, features)}; null for text
 */
public record Inputs<T>(List<Sequences<T>> sentences, T features) {
    public Inputs {
        sentences = List.copyOf(sentences);
    }
}
