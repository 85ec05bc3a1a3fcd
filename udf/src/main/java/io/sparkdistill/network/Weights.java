package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The parameters of a network for one batch, by name. Of an embedding table they hold only the rows of {@link
 * Inputs#words()}, in that order.
 */
public record Weights(Map<String, NDArray> arrays) {
    public Weights {
        arrays = Map.copyOf(arrays);
    }

    NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("Cannot find a parameter: its network does not list it: " + name);
        }
        return array;
    }
}
