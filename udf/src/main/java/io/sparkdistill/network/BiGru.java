package io.sparkdistill.network;

import io.sparkdistill.tensor.Dropout;
import io.sparkdistill.tensor.RecurrentWeights;
import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bidirectional GRU network classifies sequences of words by these layers: word vectors, dropout, one GRU layer per
 * direction, pooling, dense layer with ReLU, dropout, dense layer to the logits. It differs from {@link BiLstm} in its
 * recurrent layers only, which have three gates instead of four and a quarter fewer parameters. Source of the layer:
 * Cho et al. (2014), "Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine Translation".
 *
 * @param words the word vectors
 * @param hidden hidden units of each direction
 * @param classifier units of the dense layer between the encoder and the logits
 * @param dropout dropout rate of the word vectors and of the classifier's values, in [0, 1)
 * @param pooling pooling of the outputs over the words
 */
public record BiGru(WordVectors words, int hidden, int classifier, double dropout, Pooling pooling) implements Network {
    public static final String NAME = "bigru";

    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";
    private static final String CLASSIFIER = "classifier";

    public BiGru {
        if (hidden < 1 || classifier < 1) {
            throw new IllegalArgumentException(
                    "Cannot create a bigru: its sizes must be at least 1: hidden %d, classifier %d"
                            .formatted(hidden, classifier));
        }
        Dropout.checkRate(dropout);
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
        parameters.addAll(Layers.gruParameters(FORWARD, words.width(), hidden));
        parameters.addAll(Layers.gruParameters(BACKWARD, words.width(), hidden));
        parameters.addAll(Layers.linearParameters(CLASSIFIER, Layers.comparedWidth(task, 2L * hidden), classifier));
        parameters.addAll(Layers.linearParameters(OUTPUT, classifier, task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public <T> T hidden(TensorOps<T> ops, Weights<T> weights, Inputs<T> inputs) {
        List<T> encoded = inputs.sentences().stream()
                .map(sentence -> encode(ops, weights, sentence))
                .toList();
        T classified = Layers.linear(ops, weights, CLASSIFIER, Layers.compare(ops, encoded));
        return ops.dropout(ops.relu(classified), dropout);
    }

    /** Encodes a sentence: {@code (rows, 2·hidden)}. */
    private <T> T encode(TensorOps<T> ops, Weights<T> weights, Sequences<T> sentence) {
        T vectors = ops.dropout(words.embed(ops, weights, sentence), dropout);
        T forward = sentence.gru(vectors, RecurrentWeights.of(weights, FORWARD));
        T backward = sentence.gru(sentence.reverse(vectors), RecurrentWeights.of(weights, BACKWARD));
        return ops.concat(List.of(pooling.pool(sentence, forward), pooling.pool(sentence, backward)));
    }
}
