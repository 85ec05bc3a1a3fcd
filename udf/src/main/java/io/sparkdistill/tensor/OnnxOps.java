package io.sparkdistill.tensor;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the operations as operators of an ONNX graph, without dropout. Each parameter is in the graph once, in
 * PyTorch's shape. Where ONNX needs another shape, operators of the graph convert it; ONNX Runtime computes operators
 * that depend only on parameters once, when it loads the model.
 */
public final class OnnxOps implements TensorOps<Value> {
    /** The prefix of parameter names, which separates them from the names of inputs and outputs. */
    public static final String PREFIX = "parameter.";

    private final OnnxGraph graph;
    private final long maximumTableBytes;
    private final Map<Value, long[]> shapes = new HashMap<>();
    private final Map<Value, OnnxEmbeddingLookup> lookups = new HashMap<>();
    private final Map<List<Value>, List<Value>> tables = new HashMap<>();
    private long tableBytes;

    /**
     * Creates the operations of a graph.
     *
     * @param maximumTableBytes maximum size of the tables of convolutions over word vectors. With a table a convolution
     *     is a sum of looked-up values, and ONNX Runtime holds {@code words · filters · width} floats more
     */
    public OnnxOps(OnnxGraph graph, long maximumTableBytes) {
        this.graph = graph;
        this.maximumTableBytes = maximumTableBytes;
    }

    OnnxGraph graph() {
        return graph;
    }

    /** Records that a value is a lookup. */
    void recordLookup(Value value, OnnxEmbeddingLookup lookup) {
        lookups.put(value, lookup);
    }

    /**
     * Returns the tables of a convolution if they fit into the maximum size. Equal convolutions share their tables.
     *
     * @param weight weight of the convolution
     */
    Optional<List<Value>> tables(OnnxEmbeddingLookup lookup, Value weight) {
        List<Value> key = new ArrayList<>(lookup.tables());
        key.add(weight);
        List<Value> found = tables.get(key);
        if (found == null && tableBytes + lookup.tableBytes(this, weight) <= maximumTableBytes) {
            tableBytes += lookup.tableBytes(this, weight);
            found = lookup.tables(this, weight);
            tables.put(key, found);
        }
        return Optional.ofNullable(found);
    }

    /** Adds a parameter to the graph, as an initializer with its name after {@value #PREFIX}. */
    public Value parameter(String name, float[] values, long... shape) {
        Value parameter = graph.constant(PREFIX + name, values, shape);
        shapes.put(parameter, shape);
        return parameter;
    }

    /** Returns the shape of a parameter. */
    long[] shape(Value parameter) {
        return shapes.get(parameter);
    }

    /**
     * Creates the sequences of a batch.
     *
     * @param words word ids, int64 {@code (rows, steps)}, with {@link Sequences#PADDING} at the end of shorter rows
     */
    public Sequences<Value> sequences(Value words) {
        return new OnnxSequences(this, words);
    }

    @Override
    public Value add(Value a, Value b) {
        return graph.apply("Add", a, b);
    }

    @Override
    public Value sub(Value a, Value b) {
        return graph.apply("Sub", a, b);
    }

    @Override
    public Value mul(Value a, Value b) {
        return graph.apply("Mul", a, b);
    }

    @Override
    public Value scale(Value input, double factor) {
        return graph.apply("Mul", input, graph.scalar(factor));
    }

    @Override
    public Value abs(Value input) {
        return graph.apply("Abs", input);
    }

    @Override
    public Value relu(Value input) {
        return graph.apply("Relu", input);
    }

    @Override
    public Value gelu(Value input) {
        Value error = graph.apply("Erf", scale(input, Math.sqrt(0.5)));
        return mul(scale(input, 0.5), add(error, graph.scalar(1)));
    }

    @Override
    public Value concat(List<Value> inputs) {
        Value joined = graph.apply("Concat", List.of(Attribute.ofInt("axis", -1)), inputs.toArray(Value[]::new));
        OnnxEmbeddingLookup.concat(inputs.stream().map(lookups::get).toList())
                .ifPresent(lookup -> recordLookup(joined, lookup));
        return joined;
    }

    @Override
    public Value linear(Value input, Value weight, Value bias) {
        return add(graph.apply("MatMul", input, transpose(weight, 1, 0)), bias);
    }

    @Override
    public Value layerNorm(Value input, Value gain, Value bias) {
        return graph.apply(
                "LayerNormalization",
                List.of(Attribute.ofInt("axis", -1), Attribute.ofFloat("epsilon", DjlOps.NORM_EPSILON)),
                input,
                add(gain, graph.scalar(1)),
                bias);
    }

    @Override
    public Value dropout(Value input, double rate) {
        return input;
    }

    /** Returns the lookup that a value holds; empty if it holds none. */
    Optional<OnnxEmbeddingLookup> lookup(Value value) {
        return Optional.ofNullable(lookups.get(value));
    }

    Value transpose(Value input, long... order) {
        return graph.apply("Transpose", List.of(Attribute.ofInts("perm", order)), input);
    }

    Value unsqueeze(Value input, long... axes) {
        return graph.apply("Unsqueeze", input, graph.constant(axes));
    }

    Value squeeze(Value input, long axis) {
        return graph.apply("Squeeze", input, graph.constant(axis));
    }
}
