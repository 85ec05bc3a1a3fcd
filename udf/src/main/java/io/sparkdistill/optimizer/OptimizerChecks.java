package io.sparkdistill.optimizer;

/** Checks the settings of optimizers. */
final class OptimizerChecks {
    // A negative bound switches DJL's own clipping off. Gradients are clipped by their norm, before the update.
    static final float NO_CLIPPING = -1;

    private OptimizerChecks() {}

    static void checkPositive(String optimizer, String setting, double value) {
        check(optimizer, setting, value, value > 0, "positive and finite");
    }

    static void checkNotNegative(String optimizer, String setting, double value) {
        check(optimizer, setting, value, value >= 0, "at least 0 and finite");
    }

    static void checkShare(String optimizer, String setting, double value) {
        check(optimizer, setting, value, value >= 0 && value < 1, "in [0, 1)");
    }

    private static void check(String optimizer, String setting, double value, boolean right, String range) {
        if (!right || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "Cannot create %s: %s must be %s: %s".formatted(optimizer, setting, range, value));
        }
    }
}
