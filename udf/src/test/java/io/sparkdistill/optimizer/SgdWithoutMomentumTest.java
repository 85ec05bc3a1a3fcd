package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SgdWithoutMomentumTest extends OptimizerContract {
    @Override
    Optimizer optimizer() {
        return new Sgd(0.1, 0, 0);
    }

    @Override
    double next(double weight, double gradient, double[] state, int number, double rate) {
        return weight - rate * gradient;
    }

    @Test
    void keepsNoState() {
        assertThat(optimizer().stateArrays()).isZero();
    }
}
