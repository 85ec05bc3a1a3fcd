package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.tensor.Weights;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds the parameters of a network for one batch, by name. Embedding tables are whole, or hold only the rows of the
 * batch's words: see {@link Parameters#weights(NDArray)}.
 */
public record BatchWeights(Map<String, NDArray> arrays) implements Weights<NDArray> {
    public BatchWeights {
        arrays = Map.copyOf(arrays);
    }

    /** Returns these parameters and others. */
    public BatchWeights with(Map<String, NDArray> others) {
        Map<String, NDArray> all = new HashMap<>(arrays);
        all.putAll(others);
        return new BatchWeights(all);
    }

    /**
     * Returns views of the arrays. They share the memory, belong to the given manager, have no gradient, and are named
     * after their parameters.
     */
    public BatchWeights viewsIn(NDManager manager) {
        Map<String, NDArray> views = new HashMap<>();
        arrays.forEach((name, array) -> {
            NDArray view = array.stopGradient();
            view.setName(name);
            view.attach(manager);
            views.put(name, view);
        });
        return new BatchWeights(views);
    }

    @Override
    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("Cannot find a parameter: the network has none of this name: " + name);
        }
        return array;
    }
}
