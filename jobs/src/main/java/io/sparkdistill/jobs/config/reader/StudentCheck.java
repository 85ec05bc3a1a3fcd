package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.LossConfig;
import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.jobs.config.StudentConfig.NetworkStudent;
import io.sparkdistill.jobs.config.StudentConfig.TorchScriptStudent;
import io.sparkdistill.jobs.config.TrainConfig;

/** What a kind of student asks of the rest of the configuration. */
final class StudentCheck {
    private StudentCheck() {}

    static void check(Settings root, DistillConfig config) {
        Settings train = root.group("train");
        if (config.student().kind() instanceof LogisticStudent) {
            checkLogistic(train, config.train());
            if (config.train().needsTeacher() && !config.label().sparsity().keepsAll()) {
                root.group("label")
                        .problem("top-k", "must be null for student.network logistic: each class has a weight");
            }
        }
        boolean network = config.student().kind() instanceof NetworkStudent;
        if (config.train().students() > 1 && !network) {
            train.problem("seeds", "must be at most one for student.network logistic and torchscript");
        }
        boolean partitions = config.train().trainer() == TrainConfig.Trainer.PARTITION;
        if (partitions && config.student().kind() instanceof TorchScriptStudent) {
            train.problem(
                    "trainer",
                    "must be driver for student.network torchscript: each round would send the whole model to every"
                            + " partition and back, with the optimizer's state three times its size");
        }
    }

    /** Weights of copies express cross-entropies of one softmax, and nothing else. */
    private static void checkLogistic(Settings settings, TrainConfig train) {
        if (train.trainer() == TrainConfig.Trainer.PARTITION) {
            settings.problem(
                    "trainer",
                    "must be left out for student.network logistic: MLlib's optimizer runs on all partitions itself");
        }
        LossConfig loss = train.loss();
        if (!loss.needsTeacher()) {
            return;
        }
        if (loss.soft().stream().anyMatch(term -> term.loss() != LossConfig.SoftLoss.KL)) {
            settings.problem("loss", "must be kl for student.network logistic: weights express cross-entropies only");
        }
        if (loss.hardWeight() > 0 && loss.temperature() != 1) {
            settings.problem(
                    "hard-weight",
                    ("must be 0 for student.network logistic when train.temperature is not 1: soft targets are fitted"
                                    + " by the softmax of z/T, labels by that of z, and one regression has one softmax:"
                                    + " %s at temperature %s")
                            .formatted(loss.hardWeight(), loss.temperature()));
        }
    }
}
