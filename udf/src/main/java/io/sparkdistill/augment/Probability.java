package io.sparkdistill.augment;

import io.sparkdistill.distill.InvalidInputException;

/** Checks probabilities of augmentations. */
final class Probability {
    private Probability() {}

    static void check(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidInputException(
                    "augment", "the %s probability must lie in 0..1: %s".formatted(name, value));
        }
    }
}
