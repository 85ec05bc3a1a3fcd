package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class HiddenLossTest {
    private static final int ROWS = 5;
    private static final int STUDENT = 3;
    private static final int TEACHER = 2;
    private static final float[][] TAUGHT = random(ROWS, TEACHER, 1);
    private static final double STEP = 1e-5;

    /** What a loss is computed from: the student's hidden states, and the projection. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Point(double[][] hidden, double[][] weight, double[][] bias) {
        static Point random() {
            return new Point(
                    doubles(HiddenLossTest.random(ROWS, STUDENT, 2)),
                    doubles(HiddenLossTest.random(TEACHER, STUDENT, 3)),
                    doubles(HiddenLossTest.random(1, TEACHER, 4)));
        }

        List<double[][]> parts() {
            return List.of(hidden, weight, bias);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Outcome(double value, List<float[]> gradients) {}

    @Test
    void featureLossIsTheMeanSquaredErrorOfTheProjection() {
        check(new FeatureLoss(FeatureLoss.Distance.MSE, TEACHER), point -> {
            double sum = 0;
            for (int row = 0; row < ROWS; row++) {
                for (int c = 0; c < TEACHER; c++) {
                    sum += Math.pow(projected(point, row)[c] - TAUGHT[row][c], 2);
                }
            }
            return sum / (ROWS * TEACHER);
        });
    }

    @Test
    void featureLossCanCompareDirectionsAlone() {
        check(new FeatureLoss(FeatureLoss.Distance.COSINE, TEACHER), point -> {
            double sum = 0;
            for (int row = 0; row < ROWS; row++) {
                double[] taught = doubles(TAUGHT)[row];
                double[] projected = projected(point, row);
                sum += 1 - dot(projected, taught) / Math.sqrt(dot(projected, projected) * dot(taught, taught));
            }
            return sum / ROWS;
        });
    }

    @Test
    void relationLossComparesDistancesOverTheirMean() {
        check(new RelationLoss(RelationLoss.Relation.DISTANCE), point -> {
            double sum = 0;
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < ROWS; j++) {
                    sum += i == j
                            ? 0
                            : huber(distance(point.hidden(), i, j) / meanDistance(point.hidden())
                                    - distance(doubles(TAUGHT), i, j) / meanDistance(doubles(TAUGHT)));
                }
            }
            return sum / (ROWS * (ROWS - 1));
        });
    }

    @Test
    void relationLossComparesAngles() {
        check(new RelationLoss(RelationLoss.Relation.ANGLE), point -> {
            double sum = 0;
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < ROWS; j++) {
                    for (int k = 0; k < ROWS; k++) {
                        sum += i == j || j == k || k == i
                                ? 0
                                : huber(cosine(point.hidden(), i, j, k) - cosine(doubles(TAUGHT), i, j, k));
                    }
                }
            }
            return sum / (ROWS * (ROWS - 1) * (ROWS - 2));
        });
    }

    @Test
    void relationsDoNotKnowPlaceSizeOrDirection() {
        double[][] turned = new double[ROWS][STUDENT];
        for (int row = 0; row < ROWS; row++) {
            turned[row] = new double[] {7 - 3 * TAUGHT[row][1], 7 + 3 * TAUGHT[row][0], 100};
        }
        for (RelationLoss.Relation relation : RelationLoss.Relation.values()) {
            assertThat(outcome(new RelationLoss(relation), turned, TAUGHT).value())
                    .isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void relationsOfFewOrEqualRowsPullNowhere() {
        for (RelationLoss.Relation relation : RelationLoss.Relation.values()) {
            Outcome one = outcome(new RelationLoss(relation), new double[1][STUDENT], new float[][] {{1, 2}});
            Outcome equal = outcome(new RelationLoss(relation), new double[ROWS][STUDENT], TAUGHT);

            assertThat(one.value()).isZero();
            assertThat(steepest(one)).isZero();
            assertThat(equal.value()).isFinite();
            assertThat(steepest(equal)).isZero();
        }
    }

    @Test
    void refusesExamplesWithoutHiddenStates() {
        Loss loss = new RelationLoss(RelationLoss.Relation.DISTANCE);
        double[][] hidden = new double[2][STUDENT];
        assertThatThrownBy(() -> outcome(loss, hidden, new float[2][]))
                .hasMessage("Cannot compute a loss of hidden states: the examples have no hidden states of a teacher;"
                        + " set label.hidden = true");
        assertThatThrownBy(() -> outcome(loss, hidden, new float[][] {{1, 2}, null}))
                .hasMessage("Cannot train on a batch: some rows have no hidden state of a teacher: 1 of 2");
        assertThatThrownBy(() -> new FeatureLoss(FeatureLoss.Distance.MSE, 0))
                .hasMessage("Cannot create a feature loss: the width of hidden states must be at least 1: 0");
    }

    /** Compares the value, and the gradients of hidden states and projection, with plain arithmetic. */
    private static void check(Loss loss, ToDoubleFunction<Point> plain) {
        Point point = Point.random();
        Outcome outcome = outcome(loss, point, TAUGHT);
        assertThat(outcome.value()).isCloseTo(plain.applyAsDouble(point), within(1e-5));
        for (int part = 0; part < point.parts().size(); part++) {
            double[][] values = point.parts().get(part);
            for (int i = 0; i < values.length * values[0].length; i++) {
                double slope = slope(point, values[i / values[0].length], i % values[0].length, plain);
                assertThat((double) outcome.gradients().get(part)[i])
                        .as("part %d, value %d", part, i)
                        .isCloseTo(slope, within(1e-5));
            }
        }
    }

    /** The greatest size of a gradient of a hidden state. */
    private static double steepest(Outcome outcome) {
        double greatest = 0;
        for (float gradient : outcome.gradients().get(0)) {
            greatest = Math.max(greatest, Math.abs(gradient));
        }
        return greatest;
    }

    private static double slope(Point point, double[] row, int place, ToDoubleFunction<Point> plain) {
        double value = row[place];
        row[place] = value + STEP;
        double above = plain.applyAsDouble(point);
        row[place] = value - STEP;
        double below = plain.applyAsDouble(point);
        row[place] = value;
        return (above - below) / (2 * STEP);
    }

    private static Outcome outcome(Loss loss, double[][] hidden, float[][] taught) {
        Point random = Point.random();
        return outcome(loss, new Point(hidden, random.weight(), random.bias()), taught);
    }

    private static Outcome outcome(Loss loss, Point point, float[][] taught) {
        List<Example> batch = new ArrayList<>();
        for (float[] state : taught) {
            batch.add(new Example(null, null, new float[] {0}, Example.UNLABELED, null).withHidden(state));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = manager.create(floats(point.hidden()));
            NDArray weight = manager.create(floats(point.weight()));
            NDArray bias = manager.create(floats(point.bias())[0]);
            List<NDArray> variables = List.of(hidden, weight, bias);
            variables.forEach(variable -> variable.setRequiresGradient(true));
            BatchWeights weights = new BatchWeights(Map.of("projection.weight", weight, "projection.bias", bias));
            Targets targets = Targets.of(manager, batch, 2);
            double value = GradientMode.on(() -> {
                NDArray mean = loss.mean(new Outputs(null, hidden, weights), targets);
                GradientMode.backward(mean);
                return (double) mean.getFloat();
            });
            boolean projects = !loss.parameters(STUDENT).isEmpty();
            return new Outcome(
                    value,
                    variables.stream()
                            .map(variable -> variable == hidden || projects
                                    ? variable.getGradient().toFloatArray()
                                    : new float[(int) variable.size()])
                            .toList());
        }
    }

    private static double[] projected(Point point, int row) {
        double[] projected = new double[TEACHER];
        for (int c = 0; c < TEACHER; c++) {
            projected[c] = dot(point.weight()[c], point.hidden()[row]) + point.bias()[0][c];
        }
        return projected;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = a.clone();
        Arrays.setAll(difference, i -> a[i] - b[i]);
        return difference;
    }

    private static double distance(double[][] rows, int i, int j) {
        double[] difference = minus(rows[i], rows[j]);
        return Math.sqrt(dot(difference, difference));
    }

    private static double meanDistance(double[][] rows) {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < ROWS; j++) {
                sum += distance(rows, i, j);
            }
        }
        return sum / (ROWS * (ROWS - 1));
    }

    private static double cosine(double[][] rows, int i, int j, int k) {
        double product = dot(minus(rows[i], rows[j]), minus(rows[k], rows[j]));
        return product / (distance(rows, i, j) * distance(rows, k, j));
    }

    private static double huber(double difference) {
        double size = Math.abs(difference);
        return size <= 1 ? size * size / 2 : size - 0.5;
    }

    private static float[][] random(int rows, int width, long seed) {
        Random random = new Random(seed);
        float[][] values = new float[rows][width];
        for (float[] row : values) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    private static double[][] doubles(float[][] values) {
        double[][] doubles = new double[values.length][values[0].length];
        for (int row = 0; row < values.length; row++) {
            float[] from = values[row];
            Arrays.setAll(doubles[row], i -> from[i]);
        }
        return doubles;
    }

    private static float[][] floats(double[][] values) {
        float[][] floats = new float[values.length][values[0].length];
        for (int row = 0; row < values.length; row++) {
            for (int i = 0; i < values[row].length; i++) {
                floats[row][i] = (float) values[row][i];
            }
        }
        return floats;
    }
}
