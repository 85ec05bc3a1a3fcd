package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.tensor.Weights;
import java.util.HashMap;
import java.util.Map;

/**
 * The parameters of a network as one batch uses them, by name: embedding tables are whole, or have the rows of the words of
 * the batch alone, see {@link Parameters#weights(NDArray)}.
 */
public record BatchWeights(Map<String, NDArray> arrays) implements Weights<NDArray> {
    public BatchWeights {
        arrays = Map.copyOf(arrays);
    }

    /** These and others. */
    public BatchWeights with(Map<String, NDArray> others) {
        Map<String, NDArray> all = new HashMap<>(arrays);
        all.putAll(others);
        return new BatchWeights(all);
    }

    /** The same values in the same memory, as arrays that a manager owns, each with its parameter's name. */
    public BatchWeights in(NDManager manager) {
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
            throw new IllegalArgumentException("Cannot find a parameter: its network does not list it: " + name);
        }
        return array;
    }
}
