package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SgdTest extends OptimizerContract {
    @Override
    Optimizer optimizer() {
        return new Sgd(0.1, 0.9, 0.01);
    }

    @Override
    double next(double weight, double gradient, double[] state, int number, double rate) {
        state[0] = 0.9 * state[0] + rate * (gradient + 0.01 * weight);
        return weight - state[0];
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new Sgd(1, 1, 0)).hasMessage("Cannot create sgd: momentum must be in [0, 1): 1.0");
    }
}
