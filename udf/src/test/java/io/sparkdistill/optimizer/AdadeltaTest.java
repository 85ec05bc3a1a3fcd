package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdadeltaTest extends OptimizerContract {
    @Override
    Optimizer optimizer() {
        return new Adadelta(0.7, 0.9, 1e-6, 0.01);
    }

    @Override
    double next(double weight, double gradient, double[] state, int number, double rate) {
        double direction = gradient + 0.01 * weight;
        state[0] = 0.9 * state[0] + 0.1 * direction * direction;
        double update = Math.sqrt(state[1] + 1e-6) / Math.sqrt(state[0] + 1e-6) * direction;
        state[1] = 0.9 * state[1] + 0.1 * update * update;
        return weight - rate * update;
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new Adadelta(1, 0.9, 1e-6, -1))
                .hasMessage("Cannot create adadelta: weight-decay must be at least 0 and finite: -1.0");
    }
}
