package io.sparkdistill.network;

import io.sparkdistill.tensor.Dropout;
import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** {@code (rows, filters·widths)}: those of each width side by side. */
    private <T> T encode(TensorOps<T> ops, Weights<T> weights, Sequences<T> sentence) {
        T vectors = words.gather(ops, weights, sentence);
        return ops.concat(widths.stream()
                .map(width -> ops.relu(sentence.conv1dMax(
                        vectors, weights.get(filter(width) + ".weight"), weights.get(filter(width) + ".bias"))))
                .toList());
    }

    private static String filter(int width) {
        return "filters" + width;
    }
}
