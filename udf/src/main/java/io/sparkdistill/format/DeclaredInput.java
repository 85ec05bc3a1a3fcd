package io.sparkdistill.format;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * What a model's file says of one of its inputs.
 *
 * @param type what it takes; {@link DataType#UNKNOWN} for what cannot be sent
 * @param sizes of its dimensions, 0 where any will do; empty if the file does not say
 */
record DeclaredInput(String name, DataType type, List<Long> sizes) {
    DeclaredInput {
        sizes = List.copyOf(sizes);
    }

    /** The size of a dimension; 0 where any will do. */
    int size(int dimension) {
        return dimension < sizes.size() ? Math.toIntExact(sizes.get(dimension)) : 0;
    }
}
