package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.DistillConfig;

/** Checks the settings that distillation without labels depends on. */
final class UnlabeledCheck {
    private static final String WHERE = " where input.train is empty: no training example has a label";

    private UnlabeledCheck() {}

    static void check(Settings root, DistillConfig config) {
        if (!config.input().lacksLabels() || config.input().unlabeled().isEmpty()) {
            return;
        }
        Settings train = root.group("train");
        if (!config.train().needsTeacher()) {
            train.problem("soft-weight", "must be above 0" + WHERE);
        }
        if (train.isSetByUser("hard-weight") && train.isValid("hard-weight") && train.notNegative("hard-weight") > 0) {
            train.problem(
                    "hard-weight", "must be 0 or left out%s: %s".formatted(WHERE, train.notNegative("hard-weight")));
        }
        Settings baseline = train.group("baseline");
        if (baseline.isSetByUser("enabled") && baseline.isValid("enabled") && baseline.flag("enabled")) {
            baseline.problem("enabled", "must be false or left out" + WHERE);
        }
        AugmentConfig augment = config.augment();
        if (augment.copies() > 0 && !augment.copyOrigins().contains(AugmentConfig.CopyOrigin.UNLABELED)) {
            root.group("augment").problem("origins", "must contain unlabeled" + WHERE);
        }
    }
}
