package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.StudentConfig;
import io.sparkdistill.jobs.config.TrainConfig;

/** Checks that a configuration asks nothing of the student that its kind does not support. */
final class StudentCheck {
    private StudentCheck() {}

    static void check(Settings root, DistillConfig config) {
        StudentConfig.Kind kind = config.student().kind();
        kind.problems(config.train(), config.label())
                .forEach(problem -> root.problem(problem.key(), problem.message()));
        if (config.train().students() > 1 && kind.network().isEmpty()) {
            root.problem(
                    "train.seeds",
                    "must be at most one for student.network logistic, tree, forest, xgboost and torchscript");
        }
        if (!config.train().baseline().learningRates().isEmpty()
                && kind.network().isEmpty()) {
            root.problem(
                    "train.baseline.learning-rates",
                    "must be [] for student.network logistic, tree, forest, xgboost and torchscript");
        }
        if (config.train().start() == TrainConfig.Start.CURRENT
                && kind.network().isEmpty()) {
            root.problem(
                    "train.start", "must be fresh for student.network logistic, tree, forest, xgboost and torchscript");
        }
    }
}
