package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;

/**
 * The parameters of a network for one batch, by name. Of an embedding table they hold only the rows of {@link
 * Inputs#words()}, in that order; where something is known of every word instead ({@link Network#ofEveryWord}), all of both.
 */
public record Weights(Map<String, NDArray> arrays) {
    public Weights {
        arrays = Map.copyOf(arrays);
    }

    /** These and others. */
    public Weights with(Map<String, NDArray> others) {
        Map<String, NDArray> all = new HashMap<>(arrays);
        all.putAll(others);
        return new Weights(all);
    }

    /** The same values in the same memory, as arrays that a manager owns, and with them all that is computed of them. */
    public Weights in(NDManager manager) {
        Map<String, NDArray> views = new HashMap<>();
        arrays.forEach((name, array) -> {
            NDArray view = array.stopGradient();
            view.attach(manager);
            views.put(name, view);
        });
        return new Weights(views);
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("Cannot find a parameter: its network does not list it: " + name);
        }
        return array;
    }
}
