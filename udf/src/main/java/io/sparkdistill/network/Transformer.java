package io.sparkdistill.network;

import io.sparkdistill.tensor.Dropout;
import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small transformer encoder classifies sequences of words by these layers: word vectors times √width plus sinusoidal
 * positions; dropout; pre-norm layers of self-attention and of a feed-forward network with GELU, each with dropout and
 * a residual connection; layer normalization; mean over the words; dense layer to the logits. For pairs the same
 * encoder reads both sentences: see {@link Layers#compare}. Sources: Vaswani et al. (2017), "Attention Is All You
 * Need"; Xiong et al. (2020) for the pre-norm layers, which train without warm-up.
 *
 * <p>Words do not attend to padding, and the mean ignores it.
 *
 * @param words the word vectors; their width, a multiple of twice the heads, is that of every layer
 * @param layers number of layers, at least 1
 * @param heads attention heads of each layer
 * @param feedForward hidden units of the feed-forward networks
 * @param dropout dropout rate of the first sum and of the residual branches, in [0, 1)
 */
public record Transformer(WordVectors words, int layers, int heads, int feedForward, double dropout)
        implements Network {
    public static final String NAME = "transformer";

    private static final String NORM = "norm";

    public Transformer {
        if (layers < 1 || heads < 1 || feedForward < 1) {
            throw new IllegalArgumentException(
                    "Cannot create a transformer: its sizes must be at least 1: layers %d, heads %d, feed-forward %d"
                            .formatted(layers, heads, feedForward));
        }
        if (words.width() % (2 * heads) != 0) {
            throw new IllegalArgumentException(
                    "Cannot create a transformer: its width must be a multiple of twice its heads: width %d, heads %d"
                            .formatted(words.width(), heads));
        }
        Dropout.checkRate(dropout);
    }

    /** Returns the network with the sizes of BERT-Tiny (Turc et al. 2019): 2 layers of width 128, 2 heads. */
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
            parameters.addAll(Layers.layerNormParameters(name + "attention.norm", width()));
            for (String part : List.of("query", "key", "value", "output")) {
                parameters.addAll(Layers.linearParameters(name + "attention." + part, width(), width()));
            }
            parameters.addAll(Layers.layerNormParameters(name + "feed-forward.norm", width()));
            parameters.addAll(Layers.linearParameters(name + "feed-forward.inner", width(), feedForward));
            parameters.addAll(Layers.linearParameters(name + "feed-forward.outer", feedForward, width()));
        }
        parameters.addAll(Layers.layerNormParameters(NORM, width()));
        parameters.addAll(Layers.linearParameters(OUTPUT, Layers.comparedWidth(task, width()), task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public <T> T hidden(TensorOps<T> ops, Weights<T> weights, Inputs<T> inputs) {
        List<T> encoded = inputs.sentences().stream()
                .map(sentence -> encode(ops, weights, sentence))
                .toList();
        return Layers.compare(ops, encoded);
    }

    /** Encodes a sentence: {@code (rows, width)}. */
    private <T> T encode(TensorOps<T> ops, Weights<T> weights, Sequences<T> sentence) {
        T vectors = ops.scale(words.embed(ops, weights, sentence), Math.sqrt(width()));
        T values = ops.dropout(ops.add(vectors, sentence.positions(width())), dropout);
        for (int layer = 0; layer < layers; layer++) {
            T attended = attend(ops, weights, layer(layer) + "attention.", values, sentence);
            values = ops.add(values, ops.dropout(attended, dropout));
            T fed = feedForward(ops, weights, layer(layer) + "feed-forward.", values);
            values = ops.add(values, ops.dropout(fed, dropout));
        }
        return sentence.mean(Layers.layerNorm(ops, weights, NORM, values));
    }

    private <T> T attend(TensorOps<T> ops, Weights<T> weights, String name, T states, Sequences<T> sentence) {
        T input = Layers.layerNorm(ops, weights, name + "norm", states);
        T queries = Layers.linear(ops, weights, name + "query", input);
        T keys = Layers.linear(ops, weights, name + "key", input);
        T values = Layers.linear(ops, weights, name + "value", input);
        T attended = sentence.attention(queries, keys, values, heads, width() / heads);
        return Layers.linear(ops, weights, name + "output", attended);
    }

    private static <T> T feedForward(TensorOps<T> ops, Weights<T> weights, String name, T values) {
        T input = Layers.layerNorm(ops, weights, name + "norm", values);
        T inner = ops.gelu(Layers.linear(ops, weights, name + "inner", input));
        return Layers.linear(ops, weights, name + "outer", inner);
    }

    private static String layer(int number) {
        return "layer" + number + ".";
    }
}
