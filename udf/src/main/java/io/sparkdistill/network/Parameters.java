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

/** The values of a network's parameters, in the order in which it lists them. Their manager closes them. */
public final class Parameters {
    private static final long WORDS_STREAM = 0;

    private final List<ParameterShape> shapes;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    public Parameters(NDManager manager, List<ParameterShape> shapes) {
        this.shapes = shapes;
        for (ParameterShape shape : shapes) {
            long[] sizes = shape.sizes().stream().mapToLong(Long::longValue).toArray();
            NDArray array = manager.zeros(new Shape(sizes));
            array.setName(shape.name());
            arrays.put(shape.name(), array);
        }
    }

    /** Parameters that are there already, which belong to another manager. */
    public Parameters(List<ParameterShape> shapes, List<NDArray> values) {
        this.shapes = shapes;
        for (int i = 0; i < shapes.size(); i++) {
            arrays.put(shapes.get(i).name(), values.get(i));
        }
    }

    /** These and others, all of which stay where they are. */
    public Parameters with(Parameters others) {
        return new Parameters(
                Stream.concat(shapes.stream(), others.shapes.stream()).toList(),
                Stream.concat(arrays.values().stream(), others.arrays.values().stream())
                        .toList());
    }

    /**
     * The values a network starts with, one array a parameter: each parameter has its own stream of the seed, and all
     * tables of words start alike.
     *
     * @param vectors given vectors of words, by their ids; the others are drawn
     */
    public static float[][] initialValues(List<ParameterShape> shapes, Map<Integer, float[]> vectors, long seed) {
        float[][] values = new float[shapes.size()][];
        for (int i = 0; i < values.length; i++) {
            ParameterShape shape = shapes.get(i);
            long stream = shape.kind().isTable() ? WORDS_STREAM : i;
            values[i] = shape.initialValues(new SplittableRandom(Seeds.derive(seed, stream)));
            if (shape.kind().isTable()) {
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
     * The parameters for one batch. An embedding table is replaced by copies of the rows that the batch reads, in the
     * manager of the words: a gradient then has the size of the batch, not of the vocabulary.
     *
     * @param words {@code (distinct)}: the ids of the words that the batch reads
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

    /** All of them as they are, embedding tables whole. */
    public BatchWeights weights() {
        return new BatchWeights(arrays);
    }

    public float[][] export() {
        return shapes.stream().map(shape -> FloatArrays.copy(get(shape))).toArray(float[][]::new);
    }

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
