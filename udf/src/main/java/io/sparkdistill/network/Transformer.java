package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small transformer encoder: word vectors times √width plus sinusoidal positions, dropout; layers of self-attention
 * and a feed-forward network with GELU, each normalised before and added after; normalised once more; the mean over the
 * words; a dense layer to the logits. For a pair one encoder reads both sentences, see {@link Layers#compare}. Sources:
 * Vaswani et al. (2017), "Attention Is All You Need"; Xiong et al. (2020) for the norm before each part, which trains
 * without warm-up.
 *
 * <p>Words do not attend to padding, and the mean leaves it out.
 *
 * @param words how words become vectors; their width, a multiple of twice the heads, is that of every layer
 * @param layers one or more
 * @param heads of the attention in every layer
 * @param feedForward units between the two dense layers of a feed-forward network
 * @param dropout share left out in training of the first sum and of what each part adds, in [0, 1)
 */
public record Transformer(WordVectors words, int layers, int heads, int feedForward, double dropout)
        implements Network {
    public static final String NAME = "transformer";

    static final String NORM = "norm";
    // exp(-1e9) is 0 in any float.
    static final double NEVER = 1e9;

    public Transformer {
        if (layers < 1 || heads < 1 || feedForward < 1) {
            throw new IllegalArgumentException(
                    "Cannot make a transformer: its sizes start at 1: layers %d, heads %d, feed-forward %d"
                            .formatted(layers, heads, feedForward));
        }
        if (words.width() % (2 * heads) != 0) {
            throw new IllegalArgumentException(
                    "Cannot make a transformer: its width is a multiple of twice its heads: width %d, heads %d"
                            .formatted(words.width(), heads));
        }
        Dropout.checkRate(dropout);
    }

    /** The sizes of BERT-Tiny (Turc et al. 2019): 2 layers of width 128, 2 heads. */
    public static Transformer standard() {
        return new Transformer(WordVectors.tuned(128), 2, 2, 512, 0.1);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<WordVectors> wordVectors() {
        return Optional.of(words);
    }

    private int width() {
        return words.width();
    }

    @Override
    public List<ParameterShape> parameters(TaskShape task) {
        task.requireText(NAME);
        List<ParameterShape> parameters = new ArrayList<>(words.parameters(task.vocabularySize()));
        for (int layer = 0; layer < layers; layer++) {
            String name = layer(layer);
            parameters.addAll(Layers.normParameters(name + "attention.norm", width()));
            for (String part : List.of("query", "key", "value", "output")) {
                parameters.addAll(Layers.denseParameters(name + "attention." + part, width(), width()));
            }
            parameters.addAll(Layers.normParameters(name + "feed-forward.norm", width()));
            parameters.addAll(Layers.denseParameters(name + "feed-forward.inner", width(), feedForward));
            parameters.addAll(Layers.denseParameters(name + "feed-forward.outer", feedForward, width()));
        }
        parameters.addAll(Layers.normParameters(NORM, width()));
        parameters.addAll(Layers.denseParameters(OUTPUT, Layers.comparedWidth(task, width()), task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public NDArray hidden(Weights weights, Inputs inputs, Dropout dropouts) {
        List<NDArray> encoded = inputs.sentences().stream()
                .map(sentences -> encode(weights, sentences, dropouts))
                .toList();
        return Layers.compare(encoded);
    }

    /** {@code (rows, width)}. */
    private NDArray encode(Weights weights, Sentences sentences, Dropout dropouts) {
        NDArray vectors = words.of(weights, sentences);
        NDArray values =
                dropouts.apply(Layers.scale(vectors, Math.sqrt(width())).add(positions(vectors)), dropout);
        for (int layer = 0; layer < layers; layer++) {
            String name = layer(layer);
            NDArray attended = attend(weights, name + "attention.", values, sentences);
            values = values.add(dropouts.apply(attended, dropout));
            values = values.add(dropouts.apply(feedForward(weights, name + "feed-forward.", values), dropout));
        }
        NDArray mask = sentences.mask();
        NDArray sum = Layers.norm(weights, NORM, values).mul(mask).sum(new int[] {1});
        return sum.div(mask.sum(new int[] {1}));
    }

    /** {@code softmax(q·kᵀ/√size)·v} for every head, side by side, then a dense layer. */
    private NDArray attend(Weights weights, String name, NDArray values, Sentences sentences) {
        NDArray input = Layers.norm(weights, name + "norm", values);
        NDArray queries = heads(Layers.dense(weights, name + "query", input));
        NDArray keys = heads(Layers.dense(weights, name + "key", input));
        NDArray contents = heads(Layers.dense(weights, name + "value", input));
        NDArray scores =
                Layers.scale(queries.matMul(keys.transpose(0, 1, 3, 2)), 1 / Math.sqrt((double) width() / heads));
        NDArray shares = withoutPadding(scores, sentences).softmax(3);
        NDArray joined = shares.matMul(contents).transpose(0, 2, 1, 3).reshape(values.getShape());
        return Layers.dense(weights, name + "output", joined);
    }

    private static NDArray withoutPadding(NDArray scores, Sentences sentences) {
        if (!sentences.hasPadding()) {
            return scores;
        }
        NDArray penalty = sentences.mask().sub(1).mul(NEVER);
        return scores.add(penalty.reshape(
                penalty.getShape().get(0), 1, 1, penalty.getShape().get(1)));
    }

    private static NDArray feedForward(Weights weights, String name, NDArray values) {
        NDArray inner = Layers.dense(weights, name + "inner", Layers.norm(weights, name + "norm", values));
        return Layers.dense(weights, name + "outer", inner.getNDArrayInternal().gelu());
    }

    /** {@code (rows, steps, width)} to {@code (rows, heads, steps, width/heads)}. */
    private NDArray heads(NDArray values) {
        Shape shape = values.getShape();
        return values.reshape(shape.get(0), shape.get(1), heads, width() / heads)
                .transpose(0, 2, 1, 3);
    }

    /** {@code (steps, width)}: sines in the even columns and cosines in the odd ones (Vaswani et al. 2017, 3.5). */
    private NDArray positions(NDArray vectors) {
        int steps = Math.toIntExact(vectors.getShape().get(1));
        float[] values = new float[steps * width()];
        for (int step = 0; step < steps; step++) {
            for (int column = 0; column < width(); column += 2) {
                double angle = step / Math.pow(10_000, (double) column / width());
                values[step * width() + column] = (float) Math.sin(angle);
                values[step * width() + column + 1] = (float) Math.cos(angle);
            }
        }
        return vectors.getManager().create(values, new Shape(steps, width()));
    }

    static String layer(int number) {
        return "layer" + number + ".";
    }

    @Override
    public Value onnx(OnnxLayers layers, OnnxLayers.OnnxInputs inputs) {
        return new TransformerOnnx(this, layers).logits(inputs.sentences());
    }
}
