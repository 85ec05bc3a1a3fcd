package io.sparkdistill.optimizer;

class AdamWTest extends OptimizerContract {
    @Override
    Optimizer optimizer() {
        return new AdamW(Adam.of(0.01).withWeightDecay(0.3));
    }

    @Override
    double next(double weight, double gradient, double[] state, int number, double rate) {
        // The weight decay is taken off the weight.
        return AdamTest.adam(weight * (1 - rate * 0.3), gradient, state, number, rate);
    }
}
