package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.Parameters;
import io.sparkdistill.tensor.DjlArrays;
import java.util.List;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

/**
 * Tests that every optimizer passes. A subclass gives the formula of its optimizer in plain arithmetic, with weight decay
 * if the optimizer has it.
 */
abstract class OptimizerContract {
    private static final int STEPS = 5;
    private static final int MANY_STEPS = 400;
    private static final double SCALE = 0.5;
    private static final double TARGET = 3;

    abstract Optimizer optimizer();

    /**
     * Computes one step on one weight in plain arithmetic.
     *
     * @param gradient after clipping
     * @param state two values, 0 at first
     * @param number of the step, from 1
     * @param rate at this step
     * @return the weight after the step
     */
    abstract double next(double weight, double gradient, double[] state, int number, double rate);

    @Test
    void followsItsFormula() {
        check(TrainingSchedule.constant());
    }

    @Test
    void aScheduleScalesItsRate() {
        check(new TrainingSchedule(new Schedule.Linear(0.4), STEPS));
    }

    /** Minimizes {@code (w − 3)²/2}, whose gradient is {@code w − 3}, both ways, the gradient scaled as clipping does. */
    private void check(TrainingSchedule schedule) {
        double expected = 1;
        double[] plainState = new double[2];
        try (NDManager manager = NDManager.newBaseManager()) {
            Run run = new Run(manager, optimizer());
            for (int step = 1; step <= STEPS; step++) {
                double rate = optimizer().learningRate() * schedule.factor(step);
                expected = next(expected, SCALE * (expected - TARGET), plainState, step, rate);
                run.step(new OptimizerStep(step, rate, (float) SCALE));
                assertThat((double) run.weight.toFloatArray()[0]).isCloseTo(expected, within(1e-5));
                assertThat(run.weight.getGradient().toFloatArray()).containsExactly(0);
            }
        }
    }

    @Test
    void decreasesAConvexFunction() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Run run = new Run(manager, optimizer());
            double first = run.loss();
            for (int step = 1; step <= MANY_STEPS; step++) {
                run.step(new OptimizerStep(step, optimizer().learningRate(), 1));
            }
            assertThat(run.loss()).isLessThan(first / 2);
        }
    }

    /** One weight and its state. */
    private static final class Run {
        private final Optimizer optimizer;
        private final NDArray weight;
        private final NDList state = new NDList();

        Run(NDManager manager, Optimizer optimizer) {
            this.optimizer = optimizer;
            weight = manager.create(new float[] {1});
            weight.setRequiresGradient(true);
            for (int i = 0; i < optimizer.stateArrays(); i++) {
                state.add(manager.zeros(weight.getShape()));
            }
        }

        double loss() {
            return Math.pow(weight.toFloatArray()[0] - TARGET, 2) / 2;
        }

        void step(OptimizerStep step) {
            GradientMode.on(() -> {
                NDArray target = weight.getManager().full(weight.getShape(), (float) TARGET);
                GradientMode.backward(
                        DjlArrays.scale(weight.sub(target).square().sum(), 0.5));
                return null;
            });
            GradientMode.off(() -> {
                optimizer.update(weight, weight.getGradient(), state, step);
                return null;
            });
        }
    }

    @Test
    void aRestoredStateGoesOnBitByBit() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Training whole = new Training(manager, optimizer());
            Training resumed = new Training(manager, optimizer());
            for (int i = 1; i <= 3; i++) {
                whole.step(i);
            }
            resumed.parameters.overwrite(whole.parameters.export());
            resumed.state.restore(whole.state.snapshot());
            for (int i = 4; i <= 6; i++) {
                whole.step(i);
                resumed.step(i);
            }
            assertThat(resumed.state.step()).isEqualTo(6);
            assertThat(resumed.parameters.export()).isDeepEqualTo(whole.parameters.export());
            assertThat(resumed.state.snapshot().arrays())
                    .isDeepEqualTo(whole.state.snapshot().arrays());
        }
    }

    @Test
    void refusesTheStateOfAnotherOptimizer() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Training training = new Training(manager, optimizer());
            int arrays = optimizer().stateArrays();

            assertThatThrownBy(() -> training.state.restore(new OptimizerSnapshot(1, new float[arrays + 1][4])))
                    .hasMessage(
                            "Cannot restore the state of %s: it must have %d arrays: %d",
                            optimizer().name(), arrays, arrays + 1);
        }
    }

    /** A vector whose gradient changes from step to step, and is clipped. */
    private static final class Training {
        private final Parameters parameters;
        private final OptimizerState state;
        private final NDManager manager;

        Training(NDManager manager, Optimizer optimizer) {
            this.manager = manager;
            List<ParameterShape> shapes = List.of(ParameterShape.dense("vector", 1, 4L));
            parameters = new Parameters(shapes, List.of(manager.create(new float[] {1, -2, 3, 0.5f})));
            parameters.weights().get("vector").setRequiresGradient(true);
            state = new OptimizerState(
                    manager, optimizer, new TrainingSchedule(new Schedule.Cosine(0.3), 6), parameters);
        }

        void step(int number) {
            GradientMode.off(() -> {
                NDArray gradient = manager.create(new float[] {number, -1, 2f / number, 0.25f}, new Shape(4));
                gradient.setName("vector");
                NDList gradients = new NDList(gradient);
                state.update(parameters.weights(), gradients, null, new GradientClipping(1).scale(gradients));
                return null;
            });
        }
    }

    @Test
    void travelsToExecutorsAndHasAName() {
        assertThat(SerializationUtils.roundtrip(optimizer())).isEqualTo(optimizer());
        assertThat(optimizer().name()).matches("[a-z]+");
        assertThat(optimizer().learningRate()).isPositive();
    }
}
