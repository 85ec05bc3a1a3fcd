package io.sparkdistill.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.tensor.Interpreters.Expression;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DjlOpsTest {
    private static final int[][] WORDS = {{3, 1, 4}, {1}, {5, 2, 6, 5, 3}};
    private static final int WIDTH = 6;
    private static final int HIDDEN = 5;

    private final Interpreters interpreters = new Interpreters(WORDS)
            .with("table", 8, WIDTH)
            .with("dense.weight", 4, WIDTH)
            .with("dense.bias", 4)
            .with("gain", WIDTH)
            .with("shift", WIDTH)
            .with("filters", 4, WIDTH, 3)
            .with("lstm.input.weight", 4 * HIDDEN, WIDTH)
            .with("lstm.hidden.weight", 4 * HIDDEN, HIDDEN)
            .with("lstm.input.bias", 4 * HIDDEN)
            .with("lstm.hidden.bias", 4 * HIDDEN)
            .with("gru.input.weight", 3 * HIDDEN, WIDTH)
            .with("gru.hidden.weight", 3 * HIDDEN, HIDDEN)
            .with("gru.input.bias", 3 * HIDDEN)
            .with("gru.hidden.bias", 3 * HIDDEN);
    private final PlainArithmetic plain = new PlainArithmetic(interpreters);

    /** Compares the rows of an expression with what plain arithmetic makes of the vectors of each row. */
    private void check(Expression expression, Function<double[][], double[]> expected) {
        double[] rows = Arrays.stream(WORDS)
                .map(words -> expected.apply(plain.embedding("table", WIDTH, words)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        float[] computed = interpreters.djl(expression);
        assertThat(computed).hasSize(rows.length);
        for (int i = 0; i < rows.length; i++) {
            assertThat((double) computed[i]).isCloseTo(rows[i], within(2e-6));
        }
    }

    private static <T> T table(Sequences<T> sequences, Weights<T> weights) {
        return sequences.embedding(weights.get("table"));
    }

    @Test
    void poolingLeavesPaddingOut() {
        check(
                DjlOpsTest::pooled,
                row -> PlainArithmetic.concat(
                        PlainArithmetic.max(row),
                        PlainArithmetic.mean(row),
                        PlainArithmetic.last(row),
                        PlainArithmetic.last(PlainArithmetic.reverse(row))));
    }

    private static <T> T pooled(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T vectors = table(sequences, weights);
        return ops.concat(List.of(
                sequences.max(vectors),
                sequences.mean(vectors),
                sequences.last(vectors),
                sequences.last(sequences.reverse(vectors))));
    }

    @Test
    void arithmeticIsThatOfEachElement() {
        check(DjlOpsTest::arithmetic, row -> {
            double[] a = PlainArithmetic.max(row);
            double[] b = PlainArithmetic.mean(row);
            return PlainArithmetic.values(WIDTH, i -> {
                double x = Math.abs(a[i] - b[i]) * a[i] + 0.5 * b[i];
                double gelu = x * PlainArithmetic.normalDistribution(x);
                return Math.max(0, b[i]) + gelu;
            });
        });
    }

    private static <T> T arithmetic(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T a = sequences.max(table(sequences, weights));
        T b = sequences.mean(table(sequences, weights));
        T x = ops.add(ops.mul(ops.abs(ops.sub(a, b)), a), ops.scale(b, 0.5));
        return ops.add(ops.relu(b), ops.gelu(x));
    }

    @Test
    void denseLayersAndNormsReadTheLastAxis() {
        check(
                DjlOpsTest::normed,
                row -> PlainArithmetic.mean(Arrays.stream(row)
                        .map(step -> plain.linear("dense.", plain.layerNorm("gain", "shift", step)))
                        .toArray(double[][]::new)));
    }

    private static <T> T normed(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T normed = ops.layerNorm(table(sequences, weights), weights.get("gain"), weights.get("shift"));
        return sequences.mean(ops.linear(normed, weights.get("dense.weight"), weights.get("dense.bias")));
    }

    @Test
    void anLstmReadsEachRowToItsOwnEnd() {
        check(DjlOpsTest::lstm, row -> {
            double[][] backward = plain.lstm("lstm", HIDDEN, PlainArithmetic.reverse(row));
            return PlainArithmetic.concat(
                    PlainArithmetic.max(plain.lstm("lstm", HIDDEN, row)), PlainArithmetic.last(backward));
        });
    }

    private static <T> T lstm(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        RecurrentWeights<T> layer = RecurrentWeights.of(weights, "lstm");
        T backward = sequences.lstm(sequences.reverse(table(sequences, weights)), layer);
        T forward = sequences.lstm(table(sequences, weights), layer);
        return ops.concat(List.of(sequences.max(forward), sequences.last(backward)));
    }

    @Test
    void aGruReadsEachRowToItsOwnEnd() {
        check(DjlOpsTest::gru, row -> {
            double[][] backward = plain.gru("gru", HIDDEN, PlainArithmetic.reverse(row));
            return PlainArithmetic.concat(
                    PlainArithmetic.max(plain.gru("gru", HIDDEN, row)), PlainArithmetic.last(backward));
        });
    }

    private static <T> T gru(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        RecurrentWeights<T> layer = RecurrentWeights.of(weights, "gru");
        T backward = sequences.gru(sequences.reverse(table(sequences, weights)), layer);
        T forward = sequences.gru(table(sequences, weights), layer);
        return ops.concat(List.of(sequences.max(forward), sequences.last(backward)));
    }

    @Test
    void aConvolutionSeesZerosBeyondARow() {
        check(DjlOpsTest::convolved, row -> plain.conv1dMax("filters", "dense.bias", 3, row));
    }

    private static <T> T convolved(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        return sequences.conv1dMax(table(sequences, weights), weights.get("filters"), weights.get("dense.bias"));
    }

    @Test
    void attentionLeavesPaddingOut() {
        check(
                DjlOpsTest::attended,
                row -> PlainArithmetic.mean(PlainArithmetic.attention(row, PlainArithmetic.reverse(row), row, 3, 2)));
    }

    private static <T> T attended(TensorOps<T> ops, Sequences<T> sequences, Weights<T> weights) {
        T vectors = table(sequences, weights);
        return sequences.mean(sequences.attention(vectors, sequences.reverse(vectors), vectors, 3, 2));
    }

    @Test
    void positionsAreSinesAndCosinesInTurn() {
        try (NDManager manager = PyTorch.newManager()) {
            NDArray positions = new DjlOps(manager, Dropout.none())
                    .sequences(new int[][] {new int[200]})
                    .positions(4);

            assertThat(positions.getShape()).isEqualTo(new Shape(200, 4));
            assertThat(positions.get(199).toFloatArray())
                    .containsExactly((float) Math.sin(199), (float) Math.cos(199), (float) Math.sin(1.99), (float)
                            Math.cos(1.99));
        }
    }

    @Test
    void theBatchOwnsEveryResultAlsoOfParametersAlone() {
        try (NDManager model = PyTorch.newManager()) {
            NDArray parameter = model.ones(new Shape(3, 3));
            NDArray bias = model.ones(new Shape(3));
            int before = model.getManagedArrays().size();
            try (NDManager batch = model.newSubManager()) {
                DjlOps ops = new DjlOps(batch, Dropout.none());
                for (NDArray result : List.of(
                        ops.add(parameter, bias),
                        ops.sub(parameter, bias),
                        ops.mul(parameter, bias),
                        ops.scale(parameter, 2),
                        ops.abs(parameter),
                        ops.relu(parameter),
                        ops.gelu(parameter),
                        ops.concat(List.of(parameter, parameter)),
                        ops.linear(parameter, parameter, bias),
                        ops.layerNorm(parameter, bias, bias),
                        ops.sequences(new int[][] {{1, 2}}).embedding(parameter))) {
                    assertThat(result.getManager()).isSameAs(batch);
                }
            }
            assertThat(model.getManagedArrays()).hasSize(before);
        }
    }
}
