package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.distill.Divergence;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.SparseTargets;
import io.sparkdistill.distill.Sparsity;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SparseTargetLossTest {
    private static final double TEMPERATURE = 2;
    private static final float[] TEACHER = {3, -1, 0.5f, 2, -4, 1};
    private static final float[] STUDENT = {0.5f, 1, -1, 2, 0, -2};
    private static final float[] TARGET = Softmax.softTargets(TEACHER, TEMPERATURE);

    private record Outcome(double value, float[] gradient) {}

    @Test
    void allOtherClassesCountAsOne() {
        SparseTargets top = new Sparsity.Top(2).of(TARGET, 0);
        Outcome outcome = outcome(List.of(example(top), example(new Sparsity.None().of(TARGET, 0))), STUDENT);
        for (int row = 0; row < 2; row++) {
            for (int c = 0; c < STUDENT.length; c++) {
                double[] student = Vectors.widen(STUDENT);
                student[c] += 1e-5;
                double above = row == 0 ? bucketed(top, student) : whole(student);
                student[c] -= 2e-5;
                double below = row == 0 ? bucketed(top, student) : whole(student);
                assertThat((double) outcome.gradient()[row * STUDENT.length + c])
                        .isCloseTo((above - below) / 2e-5 / 2, within(1e-5));
            }
        }
        double[] student = Vectors.widen(STUDENT);
        assertThat(outcome.value()).isCloseTo((bucketed(top, student) + whole(student)) / 2, within(1e-5));
    }

    @Test
    void moreClassesBoundTheWholeDivergenceMoreClosely() {
        double before = 0;
        for (int k = 1; k < TARGET.length; k++) {
            double value = outcome(List.of(example(new Sparsity.Top(k).of(TARGET, 0))), STUDENT)
                    .value();
            assertThat(value).isGreaterThan(before - 1e-6);
            before = value;
        }
        assertThat(before).isCloseTo(whole(Vectors.widen(STUDENT)), within(1e-5));
    }

    @Test
    void isFlatAtZeroWhereTheStudentAgrees() {
        Outcome outcome = outcome(List.of(example(new Sparsity.Top(3).of(TARGET, 0))), TEACHER);

        assertThat(outcome.value()).isCloseTo(0, within(1e-6));
        assertThat(outcome.gradient()).containsOnly(new float[TARGET.length], within(1e-6f));
    }

    @Test
    void staysFiniteForAStudentThatGivesNothingToTheRest() {
        Outcome outcome = outcome(
                List.of(example(new Sparsity.Top(1).of(TARGET, 0))), new float[] {900, -900, -900, -900, -900, -900});

        assertThat(outcome.value()).isFinite().isGreaterThan(100);
        for (float value : outcome.gradient()) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void drawsHaveTheWholeGradientInTheMean() {
        int seeds = 4000;
        Sparsity sampled = new Sparsity.Sampled(3);
        List<Example> batch = LongStream.range(0, seeds)
                .mapToObj(seed -> example(sampled.of(TARGET, seed)))
                .toList();
        float[] gradients = outcome(batch, STUDENT).gradient();
        float[] whole = outcome(List.of(example(new Sparsity.None().of(TARGET, 0))), STUDENT)
                .gradient();
        for (int c = 0; c < whole.length; c++) {
            double sum = 0;
            double squares = 0;
            for (int row = 0; row < seeds; row++) {
                double gradient = (double) seeds * gradients[row * whole.length + c];
                sum += gradient;
                squares += gradient * gradient;
            }
            double mean = sum / seeds;
            double error = Math.sqrt((squares / seeds - mean * mean) / seeds);
            assertThat(mean).isCloseTo(whole[c], within(3 * error));
        }
    }

    @Test
    void lossesOfAllClassesRefuseFew() {
        List<Example> batch = List.of(example(new Sparsity.Top(2).of(TARGET, 0)));

        assertThatThrownBy(() -> outcome(new LogitLoss(), batch, STUDENT))
                .hasMessage(
                        "Cannot compute this loss: it needs targets of every class, but some rows list few classes: 1 of 1;"
                                + " set label.top-k = 0, or train.loss = kl");
    }

    @Test
    void refusesClassesThatDoNotFit() {
        assertThatThrownBy(() -> example(new int[] {1, 6}, new float[] {0.5f, 0.5f, 0}))
                .hasMessage("Cannot train on an example: its target must list indices of 6 classes: [1, 6]");
        assertThatThrownBy(() -> example(new int[] {1, 2}, new float[] {0.5f, 0.5f}))
                .hasMessage(
                        "Cannot create an example: a target of 2 classes needs one value per class and the remaining mass");
    }

    private static void example(int[] classes, float[] target) {
        outcome(List.of(new Example(null, null, new float[] {0}, -1, target, classes)), STUDENT);
    }

    private static double bucketed(SparseTargets top, double[] logits) {
        double[] student = Softmax.softTargets(logits, TEMPERATURE);
        int listed = top.classes().length;
        double[] p = Arrays.copyOf(Vectors.widen(top.probabilities()), listed + 1);
        double[] q = new double[listed + 1];
        for (int i = 0; i < listed; i++) {
            q[i] = student[top.classes()[i]];
        }
        p[listed] = top.remaining();
        q[listed] = 1 - Arrays.stream(q).sum();
        return TEMPERATURE * TEMPERATURE * Divergence.klDivergence(p, q);
    }

    private static double whole(double[] logits) {
        double[] student = Softmax.softTargets(logits, TEMPERATURE);
        return TEMPERATURE * TEMPERATURE * Divergence.klDivergence(Vectors.widen(TARGET), student);
    }

    private static Example example(SparseTargets targets) {
        int[] classes = targets.classes();
        if (classes == null) {
            return new Example(null, null, new float[] {0}, -1, targets.probabilities());
        }
        float[] target = Arrays.copyOf(targets.probabilities(), classes.length + 1);
        target[classes.length] = targets.remaining();
        return new Example(null, null, new float[] {0}, -1, target, classes);
    }

    private static Outcome outcome(List<Example> batch, float[] student) {
        return outcome(new SoftTargetLoss(TEMPERATURE), batch, student);
    }

    private static Outcome outcome(Loss loss, List<Example> batch, float[] student) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits =
                    manager.create(Collections.nCopies(batch.size(), student).toArray(float[][]::new));
            logits.setRequiresGradient(true);
            double value = GradientMode.on(() -> {
                NDArray mean = loss.mean(new Outputs(logits, null), Targets.of(manager, batch, student.length));
                GradientMode.backward(mean);
                return (double) mean.getFloat();
            });
            return new Outcome(value, logits.getGradient().toFloatArray());
        }
    }
}
