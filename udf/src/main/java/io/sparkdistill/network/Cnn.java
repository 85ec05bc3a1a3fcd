package io.sparkdistill.network;

import io.sparkdistill.tensor.Dropout;
import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A convolutional network classifies sequences of words by these layers: word vectors; for each width {@code w}, a
 * convolution over windows of {@code w} words with zero padding of {@code w − 1}, ReLU and the maximum over time;
 * dropout; dense layer to the logits. For pairs the same encoder reads both sentences: see {@link Layers#compare}.
 * Source: Kim (2014), "Convolutional Neural Networks for Sentence Classification", without its constraint on the norm
 * of the weights.
 *
 * @param words the word vectors
 * @param widths distinct filter widths in words
 * @param filters number of filters of each width
 * @param dropout dropout rate of the pooled values, in [0, 1)
 */
public record Cnn(WordVectors words, List<Integer> widths, int filters, double dropout) implements Network {
    public static final String NAME = "cnn";

    public Cnn {
        widths = List.copyOf(widths);
        if (filters < 1 || widths.isEmpty() || widths.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException(
                    "Cannot create a cnn: it needs a width, and its sizes must be at least 1: widths %s, filters %d"
                            .formatted(widths, filters));
        }
        if (widths.stream().distinct().count() < widths.size()) {
            throw new IllegalArgumentException("Cannot create a cnn: its widths must be distinct: " + widths);
        }
        Dropout.checkRate(dropout);
    }

    /**
     * Returns the network with the sizes of Kim (2014): vectors of 300, 100 filters of each of the widths 3, 4 and 5,
     * dropout 0.5.
     */
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
        parameters.addAll(Layers.linearParameters(OUTPUT, encoded, task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public <T> T hidden(TensorOps<T> ops, Weights<T> weights, Inputs<T> inputs) {
        List<T> encoded = inputs.sentences().stream()
                .map(sentence -> encode(ops, weights, sentence))
                .toList();
        return ops.dropout(Layers.compare(ops, encoded), dropout);
    }

    /** Encodes a sentence: {@code (rows, widths·filters)}, the filters of one width after those of the other. */
    private <T> T encode(TensorOps<T> ops, Weights<T> weights, Sequences<T> sentence) {
        T vectors = words.embed(ops, weights, sentence);
        return ops.concat(widths.stream()
                .map(width -> ops.relu(sentence.conv1dMax(
                        vectors, weights.get(filter(width) + ".weight"), weights.get(filter(width) + ".bias"))))
                .toList());
    }

    private static String filter(int width) {
        return "filters" + width;
    }
}
