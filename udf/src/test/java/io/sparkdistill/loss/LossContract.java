package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

/**
 * Tests that every loss passes, on {@link LossSamples}. A subclass gives the formula of its loss in plain arithmetic, and
 * overrides the methods that tell what the loss reads and how it behaves.
 */
abstract class LossContract {
    private static final double STEP = 1e-5;

    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(double value, List<float[]> gradients) {}

    abstract Loss loss();

    /** Computes the value in plain arithmetic. */
    abstract double plain(LossSamples.Student student, LossSamples.Batch batch);

    /** Returns a student whose loss on {@link LossSamples#BATCH} is 0, the minimum; empty if there is none. */
    abstract Optional<LossSamples.Student> agreeing();

    /** Returns whether the loss reads hidden states instead of logits. */
    boolean readsHidden() {
        return false;
    }

    /** Returns whether the loss reads a teacher's probabilities or logits. */
    boolean readsSoftTargets() {
        return true;
    }

    /** Returns whether the loss reads labels. */
    boolean readsLabels() {
        return false;
    }

    /** Returns whether the loss reads targets that list few classes. */
    boolean readsFewClasses() {
        return true;
    }

    /** Returns whether the loss stays the same when a constant is added to all logits of a row. */
    boolean ignoresShiftsOfLogits() {
        return true;
    }

    /** Returns whether the loss is the mean of the losses of single rows. */
    boolean isMeanOverRows() {
        return true;
    }

    @Test
    void equalsItsFormulaInPlainArithmetic() {
        double expected = plain(LossSamples.STUDENT, LossSamples.BATCH);

        assertThat(value(LossSamples.STUDENT, LossSamples.BATCH))
                .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
        assertThat(expected).isGreaterThan(1e-3);
    }

    @Test
    void gradientsAreTheSlopesOfItsFormula() {
        checkGradients(loss(), LossSamples.STUDENT, LossSamples.BATCH, student -> plain(student, LossSamples.BATCH));
    }

    /** Compares gradients with central differences, relative to the largest slope of a part. */
    final void checkGradients(
            Loss loss, LossSamples.Student from, LossSamples.Batch batch, ToDoubleFunction<LossSamples.Student> plain) {
        LossSamples.Student student = from.copy();
        List<float[]> gradients = outcome(loss, student, batch).gradients();
        List<double[][]> parts = parts(student);
        for (int part = 0; part < parts.size(); part++) {
            double[] slopes = slopes(parts.get(part), () -> plain.applyAsDouble(student));
            double steepest = 0;
            for (double slope : slopes) {
                steepest = Math.max(steepest, Math.abs(slope));
            }
            for (int i = 0; i < slopes.length; i++) {
                assertThat((double) gradients.get(part)[i])
                        .as("part %d, value %d", part, i)
                        .isCloseTo(slopes[i], within(1e-4 * Math.max(steepest, 0.01)));
            }
        }
    }

    private static double[] slopes(double[][] values, DoubleSupplier plain) {
        List<Double> slopes = new ArrayList<>();
        for (double[] row : values) {
            for (int i = 0; i < row.length; i++) {
                double value = row[i];
                row[i] = value + STEP;
                double above = plain.getAsDouble();
                row[i] = value - STEP;
                double below = plain.getAsDouble();
                row[i] = value;
                slopes.add((above - below) / (2 * STEP));
            }
        }
        return slopes.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void isZeroAndFlatWhereTheStudentAgrees() {
        agreeing().ifPresent(student -> {
            Outcome outcome = outcome(loss(), student, LossSamples.BATCH);
            assertThat(outcome.value()).isCloseTo(0, within(1e-5));
            for (float[] gradients : outcome.gradients()) {
                assertThat(gradients).containsOnly(new float[gradients.length], within(1e-4f));
            }
        });
        assertThat(agreeing().isPresent()).as("a loss with labels has no zero").isEqualTo(!readsLabels());
    }

    @Test
    void isTheMeanOverRowsIfItSaysSo() {
        LossSamples.Batch batch = LossSamples.LABELED;
        double sum = 0;
        for (int row = 0; row < LossSamples.ROWS; row++) {
            sum += value(LossSamples.STUDENT.row(row), batch.rows(row));
        }
        double difference = Math.abs(sum / LossSamples.ROWS - value(LossSamples.STUDENT, batch));
        if (isMeanOverRows()) {
            assertThat(difference).isLessThan(1e-5);
        } else {
            assertThat(difference).isGreaterThan(1e-3);
        }
    }

    @Test
    void doesNotDependOnTheOrderOfRows() {
        int[] order = {3, 1, 4, 0, 2};

        assertThat(value(LossSamples.STUDENT.rows(order), LossSamples.BATCH.rows(order)))
                .isCloseTo(value(LossSamples.STUDENT, LossSamples.BATCH), within(1e-5));
    }

    @Test
    void ignoresShiftsOfLogitsIfItSaysSo() {
        double shifted = value(LossSamples.STUDENT.shifted(2.5), LossSamples.BATCH);
        double difference = Math.abs(shifted - value(LossSamples.STUDENT, LossSamples.BATCH));
        if (ignoresShiftsOfLogits()) {
            assertThat(difference).isLessThan(1e-5);
        } else {
            assertThat(difference).isGreaterThan(1e-3);
        }
    }

    @Test
    void refusesRowsWithoutTheTargetsThatItReads() {
        LossSamples.Batch noSoft = LossSamples.BATCH.withTarget(1, null);
        if (readsSoftTargets()) {
            assertThatThrownBy(() -> value(LossSamples.STUDENT, noSoft))
                    .hasMessage("Cannot compute a soft loss: some rows have no soft target: 1 of 5");
        } else {
            assertThat(value(LossSamples.STUDENT, noSoft)).isEqualTo(value(LossSamples.STUDENT, LossSamples.BATCH));
        }
        LossSamples.Batch noHidden = LossSamples.BATCH.withHidden(null);
        if (readsHidden()) {
            assertThatThrownBy(() -> value(LossSamples.STUDENT, noHidden))
                    .hasMessage(
                            "Cannot compute a loss of hidden states: the examples have no hidden states of a teacher;"
                                    + " set label.hidden = true");
        } else {
            assertThat(value(LossSamples.STUDENT, noHidden)).isEqualTo(value(LossSamples.STUDENT, LossSamples.BATCH));
        }
    }

    @Test
    void readsLabelsIfItSaysSo() {
        double value = value(LossSamples.STUDENT, LossSamples.BATCH);
        double others = value(LossSamples.STUDENT, LossSamples.BATCH.withLabels(1, 1, 0, 2, 0));
        if (readsLabels()) {
            assertThat(others).isNotCloseTo(value, within(1e-3));
        } else {
            assertThat(others).isEqualTo(value);
        }
    }

    @Test
    void readsTargetsOfFewClassesOrRefusesThem() {
        LossSamples.Batch few = LossSamples.BATCH.withFewClasses(2);
        if (readsFewClasses()) {
            assertThat(value(LossSamples.STUDENT, few)).isFinite();
        } else {
            assertThatThrownBy(() -> value(LossSamples.STUDENT, few))
                    .hasMessage(
                            "Cannot compute this loss: it needs targets of every class, but some rows list few classes: 1 of 5;"
                                    + " set label.top-k = 0, or train.loss = kl");
        }
    }

    @Test
    void travelsToExecutors() {
        assertThat(SerializationUtils.roundtrip(loss())).isEqualTo(loss());
    }

    final double value(LossSamples.Student student, LossSamples.Batch batch) {
        return value(loss(), student, batch);
    }

    final double value(Loss loss, LossSamples.Student student, LossSamples.Batch batch) {
        return outcome(loss, student, batch).value();
    }

    /** Returns the values that have gradients: the logits, or the hidden states and the parameters of the loss. */
    private List<double[][]> parts(LossSamples.Student student) {
        if (!readsHidden()) {
            return List.<double[][]>of(student.logits());
        }
        List<double[][]> parts = new ArrayList<>(List.<double[][]>of(student.hidden()));
        parts.addAll(student.own());
        return parts.subList(0, 1 + loss().parameters(LossSamples.WIDTH).size());
    }

    final Outcome outcome(Loss loss, LossSamples.Student student, LossSamples.Batch batch) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = array(manager, student.logits());
            NDArray hidden = array(manager, student.hidden());
            List<NDArray> variables = new ArrayList<>(List.of(readsHidden() ? hidden : logits));
            Map<String, NDArray> own = new HashMap<>();
            List<ParameterShape> shapes = loss.parameters(LossSamples.WIDTH);
            for (int i = 0; i < shapes.size(); i++) {
                long[] sizes = shapes.get(i).sizes().stream()
                        .mapToLong(Long::longValue)
                        .toArray();
                NDArray parameter = array(manager, student.own().get(i)).reshape(sizes);
                own.put(shapes.get(i).name(), parameter);
                variables.add(parameter);
            }
            variables.forEach(variable -> variable.setRequiresGradient(true));
            Targets targets = Targets.of(manager, batch.examples(), LossSamples.CLASSES);
            double value = GradientMode.on(() -> {
                NDArray mean = loss.mean(new Outputs(logits, hidden, new BatchWeights(own)), targets);
                assertThat(mean.getShape()).isEqualTo(new Shape());
                GradientMode.backward(mean);
                return (double) mean.getFloat();
            });
            return new Outcome(
                    value,
                    variables.stream()
                            .map(variable -> variable.getGradient().toFloatArray())
                            .toList());
        }
    }

    private static NDArray array(NDManager manager, double[][] values) {
        return manager.create(LossSamples.floats(values));
    }
}
