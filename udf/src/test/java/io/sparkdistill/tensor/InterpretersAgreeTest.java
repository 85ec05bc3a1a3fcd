package io.sparkdistill.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.tensor.Interpreters.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares each operation between the interpreters, for rows of equal length, of unequal length, and for a long row.
 */
class InterpretersAgreeTest {
    private static final float TOLERANCE = 2e-6f;
    private static final int WORDS = 8;
    private static final int[][] UNEQUAL = {{3, 1, 4}, {1}, {5, 2, 6, 5, 3}, {2, 7}, {4, 4, 6, 1, 1}};
    private static final int[][] EQUAL = {{3, 1}, {5, 2}};
    private static final int[][] LONG = {
        IntStream.range(0, 200).map(step -> 1 + step % 7).toArray(), {1, 2}
    };

    private static final Map<String, Expression> EXPRESSIONS = new LinkedHashMap<>();

    static {
        EXPRESSIONS.put("arithmetic", InterpretersAgreeTest::arithmetic);
        EXPRESSIONS.put("activations", InterpretersAgreeTest::activations);
        EXPRESSIONS.put("linear of a lookup", InterpretersAgreeTest::linearOfLookup);
        EXPRESSIONS.put("linear of two lookups, twice", InterpretersAgreeTest::linearOfTwoLookups);
        EXPRESSIONS.put("layerNorm", InterpretersAgreeTest::layerNorm);
        EXPRESSIONS.put("lstm, max", InterpretersAgreeTest::lstmMax);
        EXPRESSIONS.put("lstm of two lookups, backwards, last", InterpretersAgreeTest::lstmBackwardsLast);
        EXPRESSIONS.put("lstm, mean", InterpretersAgreeTest::lstmMean);
        EXPRESSIONS.put("lstm of lstm", InterpretersAgreeTest::lstmOfLstm);
        EXPRESSIONS.put("gru, max", InterpretersAgreeTest::gruMax);
        EXPRESSIONS.put("gru, backwards, last", InterpretersAgreeTest::gruBackwardsLast);
        EXPRESSIONS.put("conv1dMax", InterpretersAgreeTest::conv1dMax);
        EXPRESSIONS.put("conv1dMax of two lookups", InterpretersAgreeTest::conv1dMaxOfTwoLookups);
        EXPRESSIONS.put("conv1dMax of values", InterpretersAgreeTest::conv1dMaxOfValues);
        EXPRESSIONS.put("weightedMean", InterpretersAgreeTest::weightedMean);
        EXPRESSIONS.put("weightedMean of two lookups", InterpretersAgreeTest::weightedMeanOfTwoLookups);
        EXPRESSIONS.put("weightedMean of values", InterpretersAgreeTest::weightedMeanOfValues);
        EXPRESSIONS.put("attention, positions", InterpretersAgreeTest::attention);
    }

    static Stream<String> names() {
        return EXPRESSIONS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void onEveryOperation(String name) {
        Expression expression = EXPRESSIONS.get(name);
        for (int[][] words : List.of(UNEQUAL, EQUAL, LONG)) {
            Interpreters interpreters = interpreters(words);
            float[] expected = interpreters.djl(expression);
            assertThat(interpreters.inference(expression)).containsExactly(expected, within(TOLERANCE));
            assertThat(interpreters.precomputed(expression)).containsExactly(expected, within(TOLERANCE));
            assertThat(interpreters.onnx(expression, 0)).containsExactly(expected, within(TOLERANCE));
            assertThat(interpreters.onnx(expression, Long.MAX_VALUE)).containsExactly(expected, within(TOLERANCE));
        }
    }

    private static Interpreters interpreters(int[][] words) {
        return new Interpreters(words)
                .with("table", WORDS, 6)
                .with("other", WORDS, 6)
                .with("scores", WORDS, 1)
                .with("weight", 4, 6)
                .with("wide", 6, 12)
                .with("bias", 4)
                .with("bias6", 6)
                .with("gain", 6)
                .with("filters", 4, 6, 3)
                .with("wideFilters", 4, 12, 2)
                .with("lstm.input.weight", 20, 6)
                .with("lstm.hidden.weight", 20, 5)
                .with("lstm.input.bias", 20)
                .with("lstm.hidden.bias", 20)
                .with("wide.input.weight", 24, 12)
                .with("wide.hidden.weight", 24, 6)
                .with("wide.input.bias", 24)
                .with("wide.hidden.bias", 24)
                .with("gru.input.weight", 15, 6)
                .with("gru.hidden.weight", 15, 5)
                .with("gru.input.bias", 15)
                .with("gru.hidden.bias", 15);
    }

    private static <T> T weightedMean(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.weightedMean(words(sequences, weights), sequences.embedding(weights.get("scores")));
    }

    private static <T> T weightedMeanOfTwoLookups(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.weightedMean(twice(ops, sequences, weights), sequences.embedding(weights.get("scores")));
    }

    private static <T> T weightedMeanOfValues(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.weightedMean(
                ops.relu(words(sequences, weights)), ops.scale(sequences.embedding(weights.get("scores")), 30));
    }

    private static <T> T words(Sequences<T> sequences, Weights<T> weights) {
        return sequences.embedding(weights.get("table"));
    }

    private static <T> T twice(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return ops.concat(List.of(words(sequences, weights), sequences.embedding(weights.get("other"))));
    }

    private static <T> T arithmetic(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T a = sequences.max(words(sequences, weights));
        T b = sequences.mean(sequences.embedding(weights.get("other")));
        T joined = ops.concat(List.of(a, ops.abs(ops.sub(a, b)), ops.mul(a, b), ops.add(ops.scale(a, 0.3), b)));
        return ops.dropout(joined, 0.5);
    }

    private static <T> T activations(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T vectors = ops.scale(words(sequences, weights), 3);
        return sequences.mean(ops.add(ops.relu(vectors), ops.gelu(vectors)));
    }

    private static <T> T linearOfLookup(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.max(ops.linear(words(sequences, weights), weights.get("weight"), weights.get("bias")));
    }

    private static <T> T linearOfTwoLookups(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T first = ops.linear(twice(ops, sequences, weights), weights.get("wide"), weights.get("bias6"));
        return sequences.mean(ops.linear(sequences.reverse(first), weights.get("weight"), weights.get("bias")));
    }

    private static <T> T layerNorm(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.mean(ops.layerNorm(words(sequences, weights), weights.get("gain"), weights.get("bias6")));
    }

    private static <T> T lstmMax(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.max(sequences.lstm(words(sequences, weights), RecurrentWeights.of(weights, "lstm")));
    }

    private static <T> T lstmBackwardsLast(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T backwards = sequences.reverse(twice(ops, sequences, weights));
        return sequences.last(sequences.lstm(backwards, RecurrentWeights.of(weights, "wide")));
    }

    private static <T> T lstmMean(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.mean(sequences.lstm(words(sequences, weights), RecurrentWeights.of(weights, "lstm")));
    }

    private static <T> T lstmOfLstm(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T wide = sequences.lstm(twice(ops, sequences, weights), RecurrentWeights.of(weights, "wide"));
        T backwards = sequences.lstm(sequences.reverse(wide), RecurrentWeights.of(weights, "lstm"));
        return ops.concat(List.of(sequences.max(backwards), sequences.last(backwards)));
    }

    private static <T> T gruMax(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.max(sequences.gru(words(sequences, weights), RecurrentWeights.of(weights, "gru")));
    }

    private static <T> T gruBackwardsLast(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T backwards = sequences.reverse(words(sequences, weights));
        return sequences.last(sequences.gru(backwards, RecurrentWeights.of(weights, "gru")));
    }

    private static <T> T conv1dMax(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.conv1dMax(words(sequences, weights), weights.get("filters"), weights.get("bias"));
    }

    private static <T> T conv1dMaxOfTwoLookups(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.conv1dMax(twice(ops, sequences, weights), weights.get("wideFilters"), weights.get("bias"));
    }

    private static <T> T conv1dMaxOfValues(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T vectors = ops.relu(words(sequences, weights));
        return sequences.conv1dMax(vectors, weights.get("filters"), weights.get("bias"));
    }

    private static <T> T attention(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T vectors = ops.add(words(sequences, weights), sequences.positions(6));
        T other = sequences.embedding(weights.get("other"));
        return sequences.mean(sequences.attention(vectors, other, vectors, 3, 2));
    }
}
