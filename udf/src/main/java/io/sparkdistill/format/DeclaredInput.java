package io.sparkdistill.format;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * A declared input describes an input of a model as the model's file declares it.
 *
 * @param type element type; {@link DataType#UNKNOWN} for a type that is not supported
 * @param sizes sizes of the dimensions, 0 for a variable size; empty if the file does not declare them
 */
record DeclaredInput(String name, DataType type, List<Long> sizes) {
    DeclaredInput {
        sizes = List.copyOf(sizes);
    }

    /** Returns the size of a dimension; 0 for a variable size. */
    int size(int dimension) {
        return dimension < sizes.size() ? Math.toIntExact(sizes.get(dimension)) : 0;
    }
}
