package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.distill.Seeds;
import io.sparkdistill.engine.FloatArrays;
import io.sparkdistill.tensor.DjlArrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Holds the values of a network's parameters, in the order of its shapes. They belong to the given manager. */
public final class Parameters {
    private static final long WORDS_STREAM = 0;

    private final List<ParameterShape> shapes;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /** Creates parameters with the value 0. */
    public Parameters(NDManager manager, List<ParameterShape> shapes) {
        this.shapes = shapes;
        for (ParameterShape shape : shapes) {
            long[] sizes = shape.sizes().stream().mapToLong(Long::longValue).toArray();
            NDArray array = manager.zeros(new Shape(sizes));
            array.setName(shape.name());
            arrays.put(shape.name(), array);
        }
    }

    /** Creates parameters from existing arrays, which belong to another manager. */
    public Parameters(List<ParameterShape> shapes, List<NDArray> values) {
        this.shapes = shapes;
        for (int i = 0; i < shapes.size(); i++) {
            arrays.put(shapes.get(i).name(), values.get(i));
        }
    }

    /** Returns these parameters and others, without copying values. */
    public Parameters with(Parameters others) {
        return new Parameters(
                Stream.concat(shapes.stream(), others.shapes.stream()).toList(),
                Stream.concat(arrays.values().stream(), others.arrays.values().stream())
                        .toList());
    }

    /**
     * Returns the initial values of a network, one array per parameter. Each parameter has its own random stream; all
     * embedding tables have the same one, so they have equal initial values.
     *
     * @param vectors pre-trained word vectors by word id; other words have random vectors
     */
    public static float[][] initialValues(List<ParameterShape> shapes, Map<Integer, float[]> vectors, long seed) {
        float[][] values = new float[shapes.size()][];
        for (int i = 0; i < values.length; i++) {
            ParameterShape shape = shapes.get(i);
            long stream = shape.kind().isTable() ? WORDS_STREAM : i;
            values[i] = shape.initialValues(new SplittableRandom(Seeds.derive(seed, stream)));
            if (WordVectors.isTable(shape)) {
                int width = Math.toIntExact(shape.sizes().get(1));
                float[] table = values[i];
                vectors.forEach((word, vector) -> System.arraycopy(vector, 0, table, word * width, width));
            }
        }
        return values;
    }

    public List<ParameterShape> shapes() {
        return shapes;
    }

    public NDArray get(ParameterShape shape) {
        return arrays.get(shape.name());
    }

    /**
     * Returns the parameters for one batch. An embedding table is replaced by a copy of the rows that the batch reads,
     * which belongs to the manager of the words. So its gradient has the size of the batch, not of the vocabulary.
     *
     * @param words {@code (distinct)}: the ids of the words of the batch
     */
    public BatchWeights weights(NDArray words) {
        Map<String, NDArray> weights = new HashMap<>(arrays);
        for (ParameterShape shape : shapes) {
            if (shape.kind().isTable()) {
                weights.computeIfPresent(shape.name(), (name, table) -> DjlArrays.rows(table, words));
            }
        }
        return new BatchWeights(weights);
    }

    /** Returns all parameters, with whole embedding tables. */
    public BatchWeights weights() {
        return new BatchWeights(arrays);
    }

    /** Returns copies of the values, one array per parameter. */
    public float[][] export() {
        return shapes.stream().map(shape -> FloatArrays.copy(get(shape))).toArray(float[][]::new);
    }

    /** Sets the values, one array per parameter. */
    public void overwrite(float[][] values) {
        if (values.length != shapes.size()) {
            throw new IllegalArgumentException(
                    "Cannot set the parameters: the network has %d arrays: %d".formatted(shapes.size(), values.length));
        }
        for (int i = 0; i < values.length; i++) {
            FloatArrays.overwrite(get(shapes.get(i)), values[i]);
        }
    }
}
