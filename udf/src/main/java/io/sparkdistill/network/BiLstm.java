package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.onnx.OnnxGraph;
import io.sparkdistill.onnx.OnnxGraph.Attribute;
import io.sparkdistill.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A bidirectional LSTM over words: embedding, dropout, one LSTM layer each way, pooling to {@code h} of {@code 2·hidden}
 * values, a dense layer with ReLU, dropout, a dense layer to the logits. For a pair one encoder reads both sentences and
 * the classifier sees {@code [h1; h2; |h1−h2|; h1⊙h2]}. Source: Tang et al. (2019), "Distilling Task-Specific Knowledge
 * from BERT into Simple Neural Networks".
 *
 * <p>The backward LSTM reads every row from its own last word to its first, not from the end of the padded batch, so
 * neither direction meets padding before a word, and pooling leaves the rest out.
 *
 * @param words how words become vectors
 * @param hidden units each way
 * @param classifier units between the encoder and the logits
 * @param dropout share of the word vectors' and of the classifier's values left out in training, in [0, 1)
 * @param pooling how one vector comes from all words
 */
public record BiLstm(WordVectors words, int hidden, int classifier, double dropout, Pooling pooling)
        implements Network {
    public static final String NAME = "bilstm";

    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";
    private static final String CLASSIFIER = "classifier";
    private static final String FORWARD_WORDS = "forward.words";
    private static final String BACKWARD_WORDS = "backward.words";

    public BiLstm {
        if (hidden < 1 || classifier < 1) {
            throw new IllegalArgumentException("Cannot make a bilstm: its sizes start at 1: hidden %d, classifier %d"
                    .formatted(hidden, classifier));
        }
        Dropout.checkRate(dropout);
    }

    /** The sizes of Tang et al. (2019): 300, 150 each way, 200. */
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
        parameters.addAll(Layers.lstmParameters(FORWARD, words.width(), hidden));
        parameters.addAll(Layers.lstmParameters(BACKWARD, words.width(), hidden));
        parameters.addAll(Layers.denseParameters(CLASSIFIER, encoded, classifier));
        parameters.addAll(Layers.denseParameters(OUTPUT, classifier, task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public NDArray hidden(Weights weights, Inputs inputs, Dropout dropouts) {
        List<NDArray> encoded = inputs.sentences().stream()
                .map(sentences -> weights.has(FORWARD_WORDS)
                        ? encodeKnown(weights, inputs.words(), sentences)
                        : encodeVectors(weights, sentences, dropouts))
                .toList();
        NDArray classified = Layers.relu(Layers.dense(weights, CLASSIFIER, Layers.compare(encoded)));
        return dropouts.apply(classified, dropout);
    }

    @Override
    public Map<String, NDArray> ofEveryWord(Weights weights) {
        NDArray vectors = words.table(weights);
        return Map.of(
                FORWARD_WORDS, AskedLstm.ofEveryWord(weights, FORWARD, vectors),
                BACKWARD_WORDS, AskedLstm.ofEveryWord(weights, BACKWARD, vectors));
    }

    /** Four gates each way. */
    @Override
    public long precomputedValuesPerWord() {
        return 2L * 4 * hidden;
    }

    /** {@code (rows, 2·hidden)}. */
    private NDArray encodeKnown(Weights weights, NDArray distinct, Sentences sentences) {
        NDArray shortestFirst =
                distinct.getManager().create(sentences.lengths()).argSort();
        int[] lengths = IntStream.of(sentences.lengths()).sorted().toArray();
        NDArray ids = distinct.take(sentences.words());
        NDArray reversed = ids.take(sentences.reversed());
        NDArray forward = new AskedLstm(weights, FORWARD, weights.get(FORWARD_WORDS), pooling)
                .read(ids.get(shortestFirst), lengths);
        NDArray backward = new AskedLstm(weights, BACKWARD, weights.get(BACKWARD_WORDS), pooling)
                .read(reversed.get(shortestFirst), lengths);
        // Where each row went is the order of the order.
        return Layers.rows(forward.concat(backward, 1), shortestFirst.argSort());
    }

    /** {@code (rows, 2·hidden)}. */
    private NDArray encodeVectors(Weights weights, Sentences sentences, Dropout dropouts) {
        NDArray vectors = dropouts.apply(words.of(weights, sentences), dropout);
        NDArray reversed = Layers.rows(vectors.reshape(-1, words.width()), sentences.reversed());
        NDArray forward = pooling.pool(Layers.lstm(weights, FORWARD, vectors), sentences);
        NDArray backward = pooling.pool(Layers.lstm(weights, BACKWARD, reversed), sentences);
        return forward.concat(backward, 1);
    }

    @Override
    public Value onnx(OnnxLayers layers, OnnxLayers.OnnxInputs inputs) {
        List<Value> encoded = inputs.sentences().stream()
                .map(sentence -> onnx(layers, sentence))
                .toList();
        Value classified = layers.dense(CLASSIFIER, layers.compare(encoded));
        return layers.dense(OUTPUT, layers.graph().apply("Relu", classified));
    }

    private Value onnx(OnnxLayers layers, OnnxLayers.Sentence sentence) {
        OnnxGraph graph = layers.graph();
        OnnxLayers.Outputs outputs = layers.lstms(FORWARD, BACKWARD, hidden, words.onnx(layers, sentence), sentence);
        Value pooled = pooling.onnx(graph, outputs, sentence);
        Value byRow = graph.apply("Transpose", List.of(Attribute.numbers("perm", 1, 0, 2)), pooled);
        return graph.apply("Reshape", byRow, graph.constant(0, 2L * hidden));
    }
}
