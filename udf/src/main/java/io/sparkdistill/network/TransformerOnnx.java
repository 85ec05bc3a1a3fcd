package io.sparkdistill.network;

import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.List;

/** A {@link Transformer} as operators of a graph. */
final class TransformerOnnx {
    private final Transformer network;
    private final OnnxLayers layers;
    private final OnnxGraph graph;

    TransformerOnnx(Transformer network, OnnxLayers layers) {
        this.network = network;
        this.layers = layers;
        this.graph = layers.graph();
    }

    Value logits(List<OnnxLayers.Sentence> sentences) {
        return layers.dense(
                Transformer.OUTPUT,
                layers.compare(sentences.stream().map(this::encode).toList()));
    }

    /** {@code (rows, width)}. */
    private Value encode(OnnxLayers.Sentence sentence) {
        Value vectors = network.words().onnx(layers, sentence);
        Value scaled = graph.apply(
                "Mul", vectors, graph.scalar(Math.sqrt(network.words().width())));
        Value values = graph.apply("Add", scaled, positions(sentence));
        for (int layer = 0; layer < network.layers(); layer++) {
            String name = Transformer.layer(layer);
            values = graph.apply("Add", values, attend(name + "attention.", values, sentence));
            values = graph.apply("Add", values, feedForward(name + "feed-forward.", values));
        }
        Value mask = graph.apply("Unsqueeze", sentence.mask(), graph.constant(2L));
        Value kept = graph.apply("Mul", layers.norm(Transformer.NORM, values), mask);
        return graph.apply("Div", overSteps(kept), overSteps(mask));
    }

    private Value overSteps(Value values) {
        return graph.apply("ReduceSum", List.of(Attribute.number("keepdims", 0)), values, graph.constant(1L));
    }

    /** {@code sin} and {@code cos} in turns, made of the places of the words: any number of steps. */
    private Value positions(OnnxLayers.Sentence sentence) {
        int width = network.words().width();
        float[] rates = new float[width];
        float[] shifts = new float[width];
        for (int column = 0; column < width; column++) {
            rates[column] = (float) (1 / Math.pow(10_000, (double) (column - column % 2) / width));
            shifts[column] = (float) (column % 2 * Math.PI / 2);
        }
        Value one =
                graph.cast(graph.apply("GreaterOrEqual", sentence.words(), sentence.words()), OnnxGraph.Element.FLOAT);
        Value counted = graph.apply("CumSum", one, graph.constant(1L));
        Value places = graph.apply("Unsqueeze", graph.apply("Sub", counted, graph.scalar(1)), graph.constant(2L));
        Value angles = graph.apply("Mul", places, graph.constant(rates, width));
        // cos x = sin(x + π/2)
        return graph.apply("Sin", graph.apply("Add", angles, graph.constant(shifts, width)));
    }

    private Value attend(String name, Value values, OnnxLayers.Sentence sentence) {
        Value input = layers.norm(name + "norm", values);
        Value queries = heads(layers.dense(name + "query", input), 0, 2, 1, 3);
        Value keys = heads(layers.dense(name + "key", input), 0, 2, 3, 1);
        Value contents = heads(layers.dense(name + "value", input), 0, 2, 1, 3);
        double size = (double) network.words().width() / network.heads();
        Value scores = graph.apply("Mul", graph.apply("MatMul", queries, keys), graph.scalar(1 / Math.sqrt(size)));
        Value absent = graph.apply("Sub", sentence.mask(), graph.scalar(1));
        Value penalty = graph.apply(
                "Unsqueeze", graph.apply("Mul", absent, graph.scalar(Transformer.NEVER)), graph.constant(1L, 2L));
        Value shares =
                graph.apply("Softmax", List.of(Attribute.number("axis", 3)), graph.apply("Add", scores, penalty));
        Value joined = graph.apply(
                "Transpose", List.of(Attribute.numbers("perm", 0, 2, 1, 3)), graph.apply("MatMul", shares, contents));
        Value flat = graph.apply(
                "Reshape", joined, graph.constant(0, 0, network.words().width()));
        return layers.dense(name + "output", flat);
    }

    /** {@code (rows, steps, width)} to {@code (rows, steps, heads, width/heads)} with its axes in another order. */
    private Value heads(Value values, long... order) {
        int size = network.words().width() / network.heads();
        Value apart = graph.apply("Reshape", values, graph.constant(0, 0, network.heads(), size));
        return graph.apply("Transpose", List.of(Attribute.numbers("perm", order)), apart);
    }

    /** With the exact GELU: {@code x · (1 + erf(x/√2)) / 2}. */
    private Value feedForward(String name, Value values) {
        Value inner = layers.dense(name + "inner", layers.norm(name + "norm", values));
        Value error = graph.apply("Erf", graph.apply("Mul", inner, graph.scalar(Math.sqrt(0.5))));
        Value half = graph.apply("Mul", inner, graph.scalar(0.5));
        return layers.dense(name + "outer", graph.apply("Mul", half, graph.apply("Add", error, graph.scalar(1))));
    }
}
