package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.DistillConfig;

/** Checks the settings that a loss on hidden states depends on. */
final class HiddenCheck {
    private static final String TERMS = "train.feature-weight, train.distance-weight and train.angle-weight above 0";

    private HiddenCheck() {}

    static void check(Settings root, DistillConfig config) {
        if (!config.train().loss().hidden().isUsed()) {
            return;
        }
        if (!config.label().hidden()) {
            root.group("label").problem("hidden", "must be true for " + TERMS);
        }
        if (config.teachers().size() > 1) {
            root.problem("teachers", "must be one for %s: several hidden states have no mean".formatted(TERMS));
        }
        if (config.student().kind().network().isEmpty()) {
            root.group("student")
                    .problem(
                            "network",
                            "must not be logistic, tree, forest, xgboost or torchscript, which have no hidden states, for "
                                    + TERMS);
        }
    }
}
