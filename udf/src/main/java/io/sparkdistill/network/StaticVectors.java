package io.sparkdistill.network;

import io.sparkdistill.tensor.Dropout;
import io.sparkdistill.tensor.Sequences;
import io.sparkdistill.tensor.TensorOps;
import io.sparkdistill.tensor.Weights;
import io.sparkdistill.text.HashedNgrams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A static network classifies texts by the weighted mean of the vectors of their words and n-grams, without regard to any
 * other order: weighted mean, dropout, optionally a dense layer with ReLU and dropout, dense layer to the logits. The
 * weights are {@code softmax(s)} over the words and n-grams of a text, where {@code s} is one trained number per word and
 * per bucket. Source: Joulin et al. (2016), "Bag of Tricks for Efficient Text Classification", with weights instead of a
 * plain mean, with which training starts.
 *
 * @param words the vectors of the words and of the buckets of n-grams
 * @param ngrams the n-grams that are read besides the words
 * @param hidden units of the dense layer before the logits; 0 for none
 * @param dropout dropout rate of the mean and of the dense layer's values, in [0, 1)
 */
public record StaticVectors(WordVectors words, HashedNgrams ngrams, int hidden, double dropout) implements Network {
    public static final String NAME = "static";

    private static final String SCORES = "scores";
    private static final String CLASSIFIER = "classifier";

    public StaticVectors {
        if (hidden < 0) {
            throw new IllegalArgumentException(
                    "Cannot create a static network: its hidden units must not be negative: " + hidden);
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
        parameters.add(ParameterShape.zeroTable(SCORES, task.vocabularySize(), 1));
        long width = Layers.comparedWidth(task, words.width());
        if (hidden > 0) {
            parameters.addAll(Layers.linearParameters(CLASSIFIER, width, hidden));
            width = hidden;
        }
        parameters.addAll(Layers.linearParameters(OUTPUT, width, task.classes()));
        return List.copyOf(parameters);
    }

    @Override
    public <T> T hidden(TensorOps<T> ops, Weights<T> weights, Inputs<T> inputs) {
        List<T> means = inputs.sentences().stream()
                .map(sentence -> mean(ops, weights, sentence))
                .toList();
        T mean = ops.dropout(Layers.compare(ops, means), dropout);
        return hidden == 0 ? mean : ops.dropout(ops.relu(Layers.linear(ops, weights, CLASSIFIER, mean)), dropout);
    }

    private <T> T mean(TensorOps<T> ops, Weights<T> weights, Sequences<T> sentence) {
        return sentence.weightedMean(words.embed(ops, weights, sentence), sentence.embedding(weights.get(SCORES)));
    }
}
