package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdamTest extends OptimizerContract {
    @Override
    Optimizer optimizer() {
        return Adam.of(0.01).withWeightDecay(0.3);
    }

    @Override
    double next(double weight, double gradient, double[] state, int number, double rate) {
        // The weight decay goes into the gradient.
        return adam(weight, gradient + 0.3 * weight, state, number, rate);
    }

    /** Kingma and Ba (2015), algorithm 1. */
    static double adam(double weight, double gradient, double[] state, int number, double rate) {
        state[0] = 0.9 * state[0] + 0.1 * gradient;
        state[1] = 0.999 * state[1] + 0.001 * gradient * gradient;
        double mean = state[0] / (1 - Math.pow(0.9, number));
        double variance = state[1] / (1 - Math.pow(0.999, number));
        return weight - rate * mean / (Math.sqrt(variance) + 1e-8);
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> Adam.of(0))
                .hasMessage("Cannot create adam: learning-rate must be positive and finite: 0.0");
    }
}
