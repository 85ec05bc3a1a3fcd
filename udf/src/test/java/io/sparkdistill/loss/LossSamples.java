package io.sparkdistill.loss;

import io.sparkdistill.network.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Five rows of three classes with outputs of a student, their targets, and plain arithmetic on both. */
final class LossSamples {
    static final int ROWS = 5;
    static final int CLASSES = 3;
    /** The width of the student's hidden states. */
    static final int WIDTH = 3;
    /** The width of the teacher's hidden states. */
    static final int TEACHER_WIDTH = 2;

    static final int[] NO_LABELS = {-1, -1, -1, -1, -1};

    private static final float[][] PROBABILITIES = {
        {0.7f, 0.2f, 0.1f}, {0.0f, 1.0f, 0.0f}, {0.25f, 0.25f, 0.5f}, {0.1f, 0.3f, 0.6f}, {0.4f, 0.5f, 0.1f}
    };
    private static final double[][] LOGITS = {
        {1.2, -0.3, 0.4}, {-2.1, 0.7, 0.1}, {0.3, 0.2, -1.4}, {-0.6, 1.1, 0.9}, {0.8, -1.7, 0.5}
    };

    /** The batch of all rows; two have no label. */
    static final Batch BATCH = new Batch(
            new int[] {0, -1, 2, 1, -1}, PROBABILITIES, floats(random(ROWS, TEACHER_WIDTH, 1)), new int[ROWS][]);

    static final Batch LABELED = BATCH.withLabels(0, 1, 2, 1, 0);
    static final Student STUDENT = new Student(
            LOGITS, random(ROWS, WIDTH, 2), List.of(random(TEACHER_WIDTH, WIDTH, 3), random(1, TEACHER_WIDTH, 4)));

    private LossSamples() {}

    /**
     * The outputs of a student for the rows.
     *
     * @param own parameters of the loss: a projection of hidden states, its weight and its bias
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Student(double[][] logits, double[][] hidden, List<double[][]> own) {
        Student rows(int... order) {
            return new Student(pick(logits, order), pick(hidden, order), own);
        }

        /** Returns a deep copy. */
        Student copy() {
            return new Student(
                    deep(logits),
                    deep(hidden),
                    own.stream().map(LossSamples::deep).toList());
        }

        Student row(int row) {
            return rows(row);
        }

        Student shifted(double by) {
            double[][] shifted = Arrays.stream(logits)
                    .map(row -> Arrays.stream(row).map(z -> z + by).toArray())
                    .toArray(double[][]::new);
            return withLogits(shifted);
        }

        Student withLogits(double[][] others) {
            return new Student(others, hidden, own);
        }

        Student withHidden(double[][] others) {
            return new Student(logits, others, own);
        }

        /** Computes the projection of a row's hidden state. */
        double[] projected(int row) {
            double[] projected = new double[TEACHER_WIDTH];
            for (int c = 0; c < TEACHER_WIDTH; c++) {
                projected[c] = dot(own.get(0)[c], hidden[row]) + own.get(1)[0][c];
            }
            return projected;
        }
    }

    /**
     * The targets of the rows.
     *
     * @param targets of all classes, or of the listed ones and the rest
     * @param listed the classes that a target lists; null for all
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Batch(int[] labels, float[][] targets, float[][] hidden, int[][] listed) {
        Batch rows(int... order) {
            return new Batch(
                    Arrays.stream(order).map(row -> labels[row]).toArray(),
                    pick(targets, order),
                    hidden == null ? null : pick(hidden, order),
                    pick(listed, order));
        }

        Batch withLabels(int... others) {
            return new Batch(others, targets, hidden, listed);
        }

        Batch withTarget(int row, float[] target) {
            float[][] others = targets.clone();
            others[row] = target;
            return new Batch(labels, others, hidden, listed);
        }

        Batch withHidden(float[][] others) {
            return new Batch(labels, targets, others, listed);
        }

        /** Returns a batch in which the target of a row lists its first class and the remaining mass. */
        Batch withFewClasses(int row) {
            int[][] few = listed.clone();
            few[row] = new int[] {0};
            float first = targets[row][0];
            return new Batch(
                    labels, withTarget(row, new float[] {first, 1 - first}).targets(), hidden, few);
        }

        List<Example> examples() {
            List<Example> examples = new ArrayList<>();
            for (int row = 0; row < labels.length; row++) {
                Example example = new Example(null, null, new float[] {0}, labels[row], targets[row], listed[row]);
                examples.add(hidden == null ? example : example.withHidden(hidden[row]));
            }
            return examples;
        }

        double[] target(int row) {
            return doubles(targets[row]);
        }
    }

    private static double[][] deep(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private static <T> T[] pick(T[] rows, int... order) {
        T[] picked = Arrays.copyOf(rows, order.length);
        for (int i = 0; i < order.length; i++) {
            picked[i] = rows[order[i]];
        }
        return picked;
    }

    /** A divergence of two rows in plain arithmetic. */
    interface PlainRow {
        double value(double[] teacher, double[] student);
    }

    /** Computes {@code T²} times the mean of a divergence between the targets and the tempered student. */
    static double divergence(Student student, Batch batch, double temperature, PlainRow divergence) {
        return IntStream.range(0, batch.labels().length)
                        .mapToDouble(
                                row -> divergence.value(batch.target(row), softmax(student.logits()[row], temperature)))
                        .sum()
                * temperature
                * temperature
                / batch.labels().length;
    }

    /** Computes {@code KL(p ‖ q)}. */
    static double kl(double[] p, double[] q) {
        return IntStream.range(0, p.length)
                .mapToDouble(c -> p[c] == 0 ? 0 : p[c] * Math.log(p[c] / q[c]))
                .sum();
    }

    /** Returns a student whose tempered probabilities are the targets of the batch. */
    static Student agreeing(double temperature) {
        double[][] logits = new double[ROWS][CLASSES];
        for (int row = 0; row < ROWS; row++) {
            double[] target = BATCH.target(row);
            Arrays.setAll(logits[row], c -> temperature * Math.log(Math.max(target[c], 1e-30)));
        }
        return STUDENT.withLogits(logits);
    }

    static double[] softmax(double[] logits, double temperature) {
        double[] weights =
                Arrays.stream(logits).map(z -> Math.exp(z / temperature)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double[][] random(int rows, int width, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, rows)
                .mapToObj(row ->
                        random.doubles(width).map(x -> (float) (4 * x - 2)).toArray())
                .toArray(double[][]::new);
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    static float[][] floats(double[][] values) {
        float[][] floats = new float[values.length][];
        for (int row = 0; row < values.length; row++) {
            floats[row] = new float[values[row].length];
            for (int i = 0; i < floats[row].length; i++) {
                floats[row][i] = (float) values[row][i];
            }
        }
        return floats;
    }
}
