package io.sparkdistill.optimizer;

/** The ranges that settings of optimizers share. */
final class OptimizerChecks {
    // DJL clips only from above, and only when the bound is not negative: we clip by the norm, before the update.
    static final float NO_CLIPPING = -1;

    private OptimizerChecks() {}

    static void checkPositive(String optimizer, String setting, double value) {
        check(optimizer, setting, value, value > 0, "above 0");
    }

    static void checkNotNegative(String optimizer, String setting, double value) {
        check(optimizer, setting, value, value >= 0, "0 or more");
    }

    static void checkShare(String optimizer, String setting, double value) {
        check(optimizer, setting, value, value >= 0 && value < 1, "in [0, 1)");
    }

    private static void check(String optimizer, String setting, double value, boolean right, String range) {
        if (!right || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "Cannot make %s: %s is %s: %s".formatted(optimizer, setting, range, value));
        }
    }
}
