package io.sparkdistill.network;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Element;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The layers of {@link Layers} as operators of a graph, with the parameters of one student. */
public final class OnnxLayers {
    /** Where the gates of PyTorch (input, forget, cell, output) stand in ONNX (input, output, forget, cell). */
    private static final int[] GATES = {0, 3, 1, 2};

    private final OnnxGraph graph;
    private final Map<String, ParameterShape> shapes = new HashMap<>();
    private final Map<String, float[]> values = new HashMap<>();
    /** What is in the graph already: a pair is encoded twice, by the same parameters. */
    private final Map<String, Value> initializers = new HashMap<>();

    /**
     * Adds operators to a graph.
     *
     * @param shapes names and shapes of the student's parameters
     * @param parameters their values, in the same order
     */
    public OnnxLayers(OnnxGraph graph, List<ParameterShape> shapes, float[][] parameters) {
        this.graph = graph;
        for (int i = 0; i < parameters.length; i++) {
            ParameterShape shape = shapes.get(i);
            this.shapes.put(shape.name(), shape);
            values.put(shape.name(), parameters[i]);
        }
    }

    /**
     * One sentence of every row, padded with {@link io.sparkdistill.text.Vocabulary#PADDING}.
     *
     * @param words {@code (rows, steps)}: word ids
     * @param mask {@code (rows, steps)}: 1 at words and 0 at padding
     * @param lengths {@code (rows)}: words of each row
     */
    public record Sentence(Value words, Value mask, Value lengths) {}

    /**
     * What a network reads.
     *
     * @param sentences one for single sentences, two for pairs, none for features
     * @param features {@code (rows, features)}; null for text
     */
    public record OnnxInputs(List<Sentence> sentences, Value features) {
        public OnnxInputs {
            sentences = List.copyOf(sentences);
        }
    }

    /**
     * The outputs of a bidirectional LSTM.
     *
     * @param all {@code (steps, 2, rows, hidden)}; 0 at padding
     * @param last {@code (2, rows, hidden)}: where each direction ends
     */
    record Outputs(Value all, Value last) {}

    public OnnxGraph graph() {
        return graph;
    }

    public Sentence sentence(Value words) {
        Value mask = graph.cast(
                graph.apply("Not", graph.apply("Equal", words, graph.constant(new long[] {0}))), Element.FLOAT);
        Value counts = graph.apply("ReduceSum", List.of(Attribute.number("keepdims", 0)), mask, graph.constant(1L));
        return new Sentence(words, mask, graph.cast(counts, Element.INT32));
    }

    Value parameter(String name) {
        long[] shape =
                shapes.get(name).sizes().stream().mapToLong(Long::longValue).toArray();
        return initializers.computeIfAbsent(name, none -> graph.constant(values.get(name), shape));
    }

    /** The rows of a table of word vectors: {@code (rows, steps)} to {@code (rows, steps, width)}. */
    Value rows(String table, Sentence sentence) {
        return graph.apply("Gather", parameter(table), sentence.words());
    }

    /** {@code x·Wᵀ + b} over the last axis. */
    Value dense(String name, Value input) {
        Value weight = graph.apply("Transpose", List.of(Attribute.numbers("perm", 1, 0)), parameter(name + ".weight"));
        return graph.apply("Add", graph.apply("MatMul", input, weight), parameter(name + ".bias"));
    }

    /** {@code (rows, width)} of each side to one vector a row: see {@link Layers#compare}. */
    Value compare(List<Value> encoded) {
        Value first = encoded.get(0);
        if (encoded.size() == 1) {
            return first;
        }
        Value second = encoded.get(1);
        Value difference = graph.apply("Abs", graph.apply("Sub", first, second));
        return graph.apply(
                "Concat",
                List.of(Attribute.number("axis", 1)),
                first,
                second,
                difference,
                graph.apply("Mul", first, second));
    }

    /** See {@link Layers#norm}. */
    Value norm(String name, Value input) {
        return graph.apply(
                "LayerNormalization",
                List.of(Attribute.number("axis", -1), Attribute.real("epsilon", 1e-5f)),
                input,
                initializers.computeIfAbsent(name + ".gain", this::scale),
                parameter(name + ".bias"));
    }

    /** {@code 1 + gain}. */
    private Value scale(String name) {
        float[] gain = values.get(name).clone();
        for (int i = 0; i < gain.length; i++) {
            gain[i] += 1;
        }
        return graph.constant(gain, gain.length);
    }

    /** Two LSTMs over {@code (rows, steps, inputs)}, the second from each row's last word to its first. */
    Outputs lstms(String forward, String backward, int hidden, Value input, Sentence sentence) {
        int inputs =
                Math.toIntExact(shapes.get(forward + ".input.weight").sizes().get(1));
        List<Value> outputs = graph.applyAll(
                "LSTM",
                2,
                List.of(Attribute.word("direction", "bidirectional"), Attribute.number("hidden_size", hidden)),
                graph.apply("Transpose", List.of(Attribute.numbers("perm", 1, 0, 2)), input),
                gates(List.of(forward + ".input.weight", backward + ".input.weight"), 4L * hidden, inputs),
                gates(List.of(forward + ".hidden.weight", backward + ".hidden.weight"), 4L * hidden, hidden),
                gates(
                        List.of(
                                forward + ".input.bias",
                                forward + ".hidden.bias",
                                backward + ".input.bias",
                                backward + ".hidden.bias"),
                        8L * hidden),
                sentence.lengths());
        return new Outputs(outputs.get(0), outputs.get(1));
    }

    /** Parameters of both directions one after the other, each with its gates in ONNX's order. */
    private Value gates(List<String> names, long... sizes) {
        return initializers.computeIfAbsent(String.join(" ", names), none -> joined(names, sizes));
    }

    private Value joined(List<String> names, long... sizes) {
        List<float[]> parts = new ArrayList<>();
        int length = 0;
        for (String name : names) {
            float[] part = values.get(name);
            float[] ordered = new float[part.length];
            int block = part.length / GATES.length;
            for (int gate = 0; gate < GATES.length; gate++) {
                System.arraycopy(part, GATES[gate] * block, ordered, gate * block, block);
            }
            parts.add(ordered);
            length += part.length;
        }
        float[] joined = new float[length];
        int place = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, place, part.length);
            place += part.length;
        }
        long[] shape = new long[sizes.length + 1];
        shape[0] = 2;
        System.arraycopy(sizes, 0, shape, 1, sizes.length);
        return graph.constant(joined, shape);
    }
}
