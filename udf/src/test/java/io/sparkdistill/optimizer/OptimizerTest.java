package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.tensor.DjlArrays;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private static final int STEPS = 5;
    private static final double SCALE = 0.5;

    /** One step on one weight in plain arithmetic. */
    private interface PlainStep {
        double next(double weight, double gradient, double[] state, int step);
    }

    @Test
    void sgdFollowsItsFormula() {
        check(new Sgd(0.1, 0.9, 0.01), (weight, gradient, state, step) -> {
            state[0] = 0.9 * state[0] + 0.1 * (gradient + 0.01 * weight);
            return weight - state[0];
        });
    }

    @Test
    void sgdWithoutMomentumKeepsNoState() {
        assertThat(new Sgd(0.1, 0, 0).stateArrays()).isZero();
        check(new Sgd(0.1, 0, 0), (weight, gradient, state, step) -> weight - 0.1 * gradient);
    }

    @Test
    void adamAddsItsWeightDecayToTheGradient() {
        check(
                Adam.of(0.01).withWeightDecay(0.3),
                (weight, gradient, state, step) -> adam(weight, gradient + 0.3 * weight, state, step));
    }

    @Test
    void adamWTakesItsWeightDecayOffTheWeight() {
        check(
                new AdamW(Adam.of(0.01).withWeightDecay(0.3)),
                (weight, gradient, state, step) -> adam(weight * (1 - 0.01 * 0.3), gradient, state, step));
    }

    /** Kingma and Ba (2015), algorithm 1, at a rate of 0.01. */
    private static double adam(double weight, double gradient, double[] state, int step) {
        state[0] = 0.9 * state[0] + 0.1 * gradient;
        state[1] = 0.999 * state[1] + 0.001 * gradient * gradient;
        double mean = state[0] / (1 - Math.pow(0.9, step));
        double variance = state[1] / (1 - Math.pow(0.999, step));
        return weight - 0.01 * mean / (Math.sqrt(variance) + 1e-8);
    }

    @Test
    void aScheduleScalesTheRate() {
        double[] shares = {0.5, 1, 0.75, 0.5, 0.25};
        check(
                new Sgd(0.1, 0, 0),
                new TrainingSchedule(new Schedule.Linear(0.4), STEPS),
                (weight, gradient, state, step) -> weight - 0.1 * shares[step - 1] * gradient);
    }

    @Test
    void adadeltaFollowsItsFormula() {
        check(new Adadelta(0.7, 0.9, 1e-6, 0.01), (weight, gradient, state, step) -> {
            double direction = gradient + 0.01 * weight;
            state[0] = 0.9 * state[0] + 0.1 * direction * direction;
            double update = Math.sqrt(state[1] + 1e-6) / Math.sqrt(state[0] + 1e-6) * direction;
            state[1] = 0.9 * state[1] + 0.1 * update * update;
            return weight - 0.7 * update;
        });
    }

    @Test
    void clippingScalesAllGradientsByTheirCommonNorm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList gradients = new NDList(manager.create(new float[] {3}), manager.create(new float[] {0, 4}));

            assertThat(new GradientClipping(1).scale(gradients)).isCloseTo(0.2f, within(1e-6f));
            assertThat(new GradientClipping(6).scale(gradients)).isEqualTo(1);
            assertThat(GradientClipping.none().scale(gradients)).isEqualTo(1);
        }
    }

    @Test
    void refuseSettingsOutOfRange() {
        assertThatThrownBy(() -> Adam.of(0))
                .hasMessage("Cannot create adam: learning-rate must be positive and finite: 0.0");
        assertThatThrownBy(() -> new Sgd(1, 1, 0)).hasMessage("Cannot create sgd: momentum must be in [0, 1): 1.0");
        assertThatThrownBy(() -> new Adadelta(1, 0.9, 1e-6, -1))
                .hasMessage("Cannot create adadelta: weight-decay must be at least 0 and finite: -1.0");
        assertThatThrownBy(() -> new GradientClipping(0))
                .hasMessage("Cannot clip gradients: the maximum norm must be positive: 0.0");
    }

    /** Minimises {@code (w − 3)²/2}, whose gradient is {@code w − 3}, both ways. */
    private static void check(Optimizer optimizer, PlainStep plain) {
        check(optimizer, TrainingSchedule.constant(), plain);
    }

    private static void check(Optimizer optimizer, TrainingSchedule pace, PlainStep plain) {
        double expected = 1;
        double[] plainState = new double[2];
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray weight = manager.create(new float[] {1});
            weight.setRequiresGradient(true);
            NDList state = new NDList();
            for (int i = 0; i < optimizer.stateArrays(); i++) {
                state.add(manager.zeros(weight.getShape()));
            }
            for (int step = 1; step <= STEPS; step++) {
                expected = plain.next(expected, SCALE * (expected - 3), plainState, step);
                update(
                        optimizer,
                        weight,
                        state,
                        new OptimizerStep(step, optimizer.learningRate() * pace.factor(step), (float) SCALE));
                assertThat((double) weight.toFloatArray()[0]).isCloseTo(expected, within(1e-5));
                assertThat(weight.getGradient().toFloatArray()).containsExactly(0);
            }
        }
    }

    private static void update(Optimizer optimizer, NDArray weight, NDList state, OptimizerStep step) {
        GradientMode.on(() -> {
            NDArray three = weight.getManager().full(weight.getShape(), 3);
            GradientMode.backward(DjlArrays.scale(weight.sub(three).square().sum(), 0.5));
            return null;
        });
        GradientMode.off(() -> {
            optimizer.update(weight, weight.getGradient(), state, step);
            return null;
        });
    }
}
