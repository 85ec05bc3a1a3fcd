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
 * Writes operations into an ONNX graph, which computes what {@link DjlOps} computes without dropout. Every parameter is in the
 * graph once, in PyTorch's shape: where ONNX wants another one, operators of the graph make it, and ONNX Runtime computes what
 * depends on parameters alone once, when it loads the model.
 */
public final class OnnxOps implements TensorOps<Value> {
    /** Keeps the names of parameters apart from those of inputs and outputs. */
    public static final String PREFIX = "parameter.";

    private final OnnxGraph graph;
    private final long maximumTableBytes;
    private final Map<Value, long[]> shapes = new HashMap<>();
    private final Map<Value, OnnxLookup> lookups = new HashMap<>();
    private final Map<List<Value>, List<Value>> tables = new HashMap<>();
    private long tableBytes;

    /**
     * Operations of a graph.
     *
     * @param maximumTableBytes of all tables that convolutions over looked-up words may have: with a table a convolution is a
     *     sum of looked-up numbers, for which ONNX Runtime holds {@code words · filters · width} floats more
     */
    public OnnxOps(OnnxGraph graph, long maximumTableBytes) {
        this.graph = graph;
        this.maximumTableBytes = maximumTableBytes;
    }

    OnnxGraph graph() {
        return graph;
    }

    /** Remembers that a value is a lookup. */
    void remember(Value value, OnnxLookup lookup) {
        lookups.put(value, lookup);
    }

    /**
     * Gives the tables of a convolution, each once however often it is used, if there is room for them.
     *
     * @param weight of the convolution
     */
    Optional<List<Value>> tables(OnnxLookup lookup, Value weight) {
        List<Value> key = new ArrayList<>(lookup.tables());
        key.add(weight);
        List<Value> there = tables.get(key);
        if (there == null && tableBytes + lookup.tableBytes(this, weight) <= maximumTableBytes) {
            tableBytes += lookup.tableBytes(this, weight);
            there = lookup.tables(this, weight);
            tables.put(key, there);
        }
        return Optional.ofNullable(there);
    }

    /** Puts a parameter into the graph, as an initializer whose name is that of the parameter behind {@value #PREFIX}. */
    public Value parameter(String name, float[] values, long... shape) {
        Value parameter = graph.constant(PREFIX + name, values, shape);
        shapes.put(parameter, shape);
        return parameter;
    }

    /** Gives the shape of a parameter. */
    long[] shape(Value parameter) {
        return shapes.get(parameter);
    }

    /**
     * Reads the words of a batch.
     *
     * @param words {@code (rows, steps)}, int64: the number of each word's row in a table; {@link Sequences#PADDING} at the
     *     end of short rows
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
        Value joined = graph.apply("Concat", List.of(Attribute.number("axis", -1)), inputs.toArray(Value[]::new));
        OnnxLookup.concat(inputs.stream().map(lookups::get).toList()).ifPresent(lookup -> remember(joined, lookup));
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
                List.of(Attribute.number("axis", -1), Attribute.real("epsilon", DjlOps.NORM_EPSILON)),
                input,
                add(gain, graph.scalar(1)),
                bias);
    }

    @Override
    public Value dropout(Value input, double rate) {
        return input;
    }

    /** Gives what is known of a value that is a lookup. */
    Optional<OnnxLookup> lookup(Value value) {
        return Optional.ofNullable(lookups.get(value));
    }

    Value transpose(Value input, long... order) {
        return graph.apply("Transpose", List.of(Attribute.numbers("perm", order)), input);
    }

    Value unsqueeze(Value input, long... axes) {
        return graph.apply("Unsqueeze", input, graph.constant(axes));
    }

    Value squeeze(Value input, long axis) {
        return graph.apply("Squeeze", input, graph.constant(axis));
    }
}
