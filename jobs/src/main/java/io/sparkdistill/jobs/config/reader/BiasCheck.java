package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.EvaluateConfig.BiasRule;

/** Checks that there is something to set biases by. */
final class BiasCheck {
    private BiasCheck() {}

    static void check(Settings root, DistillConfig config) {
        if (config.evaluate().biasedClasses().isEmpty()) {
            return;
        }
        Settings evaluate = root.group("evaluate");
        if (config.evaluate().biasRule() == BiasRule.TEACHER) {
            if (!config.train().needsTeacher()) {
                evaluate.problem("set-bias-by", "must be accuracy where train.soft-weight is 0: there is no teacher");
            }
        } else if (config.input().lacksLabels()
                && !config.input().unlabeled().isEmpty()
                && config.input().validation().isEmpty()) {
            evaluate.problem(
                    "set-bias",
                    "must be [] where neither input.train nor input.validation has labels,"
                            + " unless evaluate.set-bias-by = teacher");
        }
    }
}
