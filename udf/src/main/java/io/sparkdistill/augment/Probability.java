package io.sparkdistill.augment;

import io.sparkdistill.distill.InvalidInputException;

final class Probability {
    private Probability() {}

    static void check(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidInputException(
                    "augment", "the %s probability is not from 0 to 1: %s".formatted(name, value));
        }
    }
}
