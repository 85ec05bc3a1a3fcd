package io.sparkdistill.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.tensor.Dropout;
import io.sparkdistill.tensor.RecurrentWeights;
import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bidirectional LSTM network classifies sequences of words by these layers: word vectors, dropout, one or more LSTM
 * layers per direction, pooling to {@code h} of {@code 2·hidden} values, dense layer with ReLU, dropout, dense layer to the
 * logits. For pairs the same encoder reads both sentences, and the classifier reads {@code [h1; h2; |h1−h2|; h1⊙h2]}.
 * Source: Tang et al. (2019), "Distilling Task-Specific Knowledge from BERT into Simple Neural Networks".
 *
 * <p>The backward LSTM reads each row from its own last word to its first, not from the end of the padded batch. So
 * neither direction reads padding before a word, and pooling ignores the outputs at padding.
 *
 * @param words the word vectors
 * @param hidden hidden units of each direction
 * @param classifier units of the dense layer between the encoder and the logits
 * @param dropout dropout rate of the word vectors and of the classifier's values, in [0, 1)
 * @param pooling pooling of the outputs over the words
 * @param layers LSTM layers of each direction; a layer reads the outputs of both directions of the layer below, after
 *     dropout
 */
public record BiLstm(
        WordVectors words,
        int hidden,
        int classifier,
        double dropout,
        Pooling pooling,
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = JsonDefaults.One.class) int layers)
        implements Network {
    public static final String NAME = "bilstm";

    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";
    private static final String CLASSIFIER = "classifier";

    public BiLstm {
        if (hidden < 1 || classifier < 1) {
            throw new IllegalArgumentException(
                    "Cannot create a bilstm: its sizes must be at least 1: hidden %d, classifier %d"
                            .formatted(hidden, classifier));
        }
        if (layers < 1) {
            throw new IllegalArgumentException("Cannot create a bilstm: it must have at least 1 layer: " + layers);
        }
        Dropout.checkRate(dropout);
    }

    /** Creates a network with one LSTM layer per direction. */
    public BiLstm(WordVectors words, int hidden, int classifier, double dropout, Pooling pooling) {
        this(words, hidden, classifier, dropout, pooling, 1);
    }

    /**
     * Returns the network with the sizes of Tang et al. (2019): word vectors of 300, 150 hidden units per direction,
     * 200.
     */
    public static BiLstm standard() {
        return new BiLstm(WordVectors.tuned(300), 150, 200, 0.1, Pooling.MAX);
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
        long encoded = Layers.comparedWidth(task, 2L * hidden);
        List<ParameterShape> parameters = new ArrayList<>();
        parameters.addAll(words.parameters(task.vocabularySize()));
        for (int layer = 0; layer < layers; layer++) {
            long inputs = layer == 0 ? words.width() : 2L * hidden;
            parameters.addAll(Layers.lstmParameters(name(FORWARD, layer), inputs, hidden));
            parameters.addAll(Layers.lstmParameters(name(BACKWARD, layer), inputs, hidden));
        }
        parameters.addAll(Layers.linearParameters(CLASSIFIER, encoded, classifier));
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
        T values = ops.dropout(words.embed(ops, weights, sentence), dropout);
        for (int layer = 0; ; layer++) {
            T forward = sentence.lstm(values, RecurrentWeights.of(weights, name(FORWARD, layer)));
            T backward = sentence.lstm(sentence.reverse(values), RecurrentWeights.of(weights, name(BACKWARD, layer)));
            if (layer == layers - 1) {
                return ops.concat(List.of(pooling.pool(sentence, forward), pooling.pool(sentence, backward)));
            }
            values = ops.dropout(ops.concat(List.of(forward, sentence.reverse(backward))), dropout);
        }
    }

    private static String name(String direction, int layer) {
        return layer == 0 ? direction : direction + layer;
    }
}
