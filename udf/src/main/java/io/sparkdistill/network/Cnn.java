package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Convolutions over words, side by side: embedding; for every width {@code w} as many filters over each {@code w} words
 * in a row, the sentence continued on both sides by {@code w − 1} zeros, ReLU, the greatest value over time; dropout; a
 * dense layer to the logits. For a pair one encoder reads both sentences, see {@link Layers#compare}. Source: Kim (2014),
 * "Convolutional Neural Networks for Sentence Classification", without the bound on the norm of its weights.
 *
 * @param words how words become vectors
 * @param widths words that a filter sees, for every group of filters
 * @param filters of each width
 * @param dropout share of the pooled values left out in training, in [0, 1)
 */
public record Cnn(WordVectors words, List<Integer> widths, int filters, double dropout) implements Network {
    public static final String NAME = "cnn";

    private static final Shape ONE = new Shape(1);

    public Cnn {
        widths = List.copyOf(widths);
        if (filters < 1 || widths.isEmpty() || widths.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException(
                    "Cannot make a cnn: its sizes start at 1, with one width or more: widths %s, filters %d"
                            .formatted(widths, filters));
        }
        if (widths.stream().distinct().count() < widths.size()) {
            throw new IllegalArgumentException("Cannot make a cnn: a width comes twice: " + widths);
        }
        Dropout.checkRate(dropout);
    }

    /** The sizes of Kim (2014): vectors of 300, 100 filters of each of the widths 3, 4 and 5, dropout 0.5. */
    public static Cnn standard() {
        return new Cnn(WordVectors.tuned(300), List.of(3, 4, 5), 100, 0.5);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<WordVectors> wordVectors() {
        return Optional.of(words);
    }

    @Override
    public List<ParameterShape> parameters(TaskShape task) {
        task.requireText(NAME);
        List<ParameterShape> parameters = new ArrayList<>(words.parameters(task.vocabularySize()));
        for (int width : widths) {
            long inputs = (long) width * words.width();
            parameters.add(ParameterShape.dense(
                    filter(width) + ".weight", inputs, (long) filters, (long) words.width(), (long) width));
            parameters.add(ParameterShape.dense(filter(width) + ".bias", inputs, (long) filters));
        }
        long encoded = Layers.comparedWidth(task, (long) filters * widths.size());
        parameters.addAll(Layers.denseParameters(OUTPUT, encoded, task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public NDArray hidden(Weights weights, Inputs inputs, Dropout dropouts) {
        List<NDArray> encoded = inputs.sentences().stream()
                .map(sentences -> weights.has(known(widths.get(0)))
                        ? encodeKnown(weights, inputs.words(), sentences)
                        : encodeVectors(weights, sentences))
                .toList();
        return dropouts.apply(Layers.compare(encoded), dropout);
    }

    @Override
    public Map<String, NDArray> ofEveryWord(Weights weights) {
        NDArray vectors = words.table(weights);
        return widths.stream()
                .collect(Collectors.toMap(
                        Cnn::known,
                        width -> AskedFilters.ofEveryWord(weights.get(filter(width) + ".weight"), vectors)));
    }

    /** Each filter at each of its places. */
    @Override
    public long precomputedValuesPerWord() {
        return (long) filters * widths.stream().mapToInt(Integer::intValue).sum();
    }

    /** {@code (rows, filters·widths)}. */
    private NDArray encodeKnown(Weights weights, NDArray distinct, Sentences sentences) {
        NDArray ids = distinct.take(sentences.words()).transpose();
        return beside(width -> {
            NDArray greatest = new AskedFilters(weights.get(known(width))).greatest(ids);
            return Layers.relu(greatest.addi(weights.get(filter(width) + ".bias")));
        });
    }

    /** {@code (rows, filters·widths)}: those of each width side by side. */
    private NDArray beside(IntFunction<NDArray> pooled) {
        return NDArrays.concat(new NDList(widths.stream().map(pooled::apply).toArray(NDArray[]::new)), 1);
    }

    /** {@code (rows, filters·widths)}. */
    private NDArray encodeVectors(Weights weights, Sentences sentences) {
        // The vector of the padding is learnt too: a filter that reaches beyond a sentence shall see zeros.
        NDArray vectors = words.of(weights, sentences).mul(sentences.mask());
        NDArray channels = vectors.transpose(0, 2, 1);
        return beside(width -> pool(convolve(weights, width, channels), width, sentences));
    }

    /** {@code (rows, embedding, steps)} to {@code (rows, filters, steps + width − 1)}, at least 0. */
    private static NDArray convolve(Weights weights, int width, NDArray channels) {
        NDArray weight = weights.get(filter(width) + ".weight");
        NDArray bias = weights.get(filter(width) + ".bias");
        return Layers.relu(channels.getNDArrayInternal()
                .convolution(channels, weight, bias, ONE, new Shape(width - 1), ONE, 1)
                .singletonOrThrow());
    }

    /** The greatest value of every filter where it sees a word; 0 elsewhere is no greater. */
    private static NDArray pool(NDArray values, int width, Sentences sentences) {
        if (!sentences.hasPadding()) {
            return values.max(new int[] {2});
        }
        NDArray mask = sentences.mask().transpose(0, 2, 1);
        Shape first = new Shape(mask.getShape().get(0), 1, width - 1);
        NDArray seen = width == 1 ? mask : mask.getManager().ones(first).concat(mask, 2);
        return values.mul(seen).max(new int[] {2});
    }

    private static String filter(int width) {
        return "filters" + width;
    }

    private static String known(int width) {
        return filter(width) + ".words";
    }

    @Override
    public Value onnx(OnnxLayers layers, OnnxLayers.OnnxInputs inputs) {
        List<Value> encoded = inputs.sentences().stream()
                .map(sentence -> onnx(layers, sentence))
                .toList();
        return layers.dense(OUTPUT, layers.compare(encoded));
    }

    private Value onnx(OnnxLayers layers, OnnxLayers.Sentence sentence) {
        OnnxGraph graph = layers.graph();
        Value mask = graph.apply("Unsqueeze", sentence.mask(), graph.constant(1L));
        Value vectors =
                graph.apply("Transpose", List.of(Attribute.numbers("perm", 0, 2, 1)), words.onnx(layers, sentence));
        Value channels = graph.apply("Mul", vectors, mask);
        Value[] pooled = widths.stream()
                .map(width -> onnx(layers, width, channels, mask))
                .toArray(Value[]::new);
        return graph.apply("Concat", List.of(Attribute.number("axis", 1)), pooled);
    }

    private static Value onnx(OnnxLayers layers, int width, Value channels, Value mask) {
        OnnxGraph graph = layers.graph();
        Value convolved = graph.apply(
                "Conv",
                List.of(Attribute.numbers("pads", width - 1, width - 1)),
                channels,
                layers.parameter(filter(width) + ".weight"),
                layers.parameter(filter(width) + ".bias"));
        Value seen =
                graph.apply("Pad", mask, graph.constant(0, 0, width - 1, 0, 0, 0), graph.constant(new float[] {1}));
        return graph.apply(
                "ReduceMax",
                List.of(Attribute.numbers("axes", 2), Attribute.number("keepdims", 0)),
                graph.apply("Mul", graph.apply("Relu", convolved), seen));
    }
}
