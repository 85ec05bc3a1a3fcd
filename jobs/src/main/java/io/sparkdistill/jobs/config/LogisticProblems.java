package io.sparkdistill.jobs.config;

import io.sparkdistill.jobs.config.StudentConfig.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds settings that logistic regression does not support: its weighted copies express cross-entropies of one softmax.
 */
final class LogisticProblems {
    private LogisticProblems() {}

    static List<Problem> of(TrainConfig train, LabelConfig label) {
        List<Problem> problems = new ArrayList<>();
        if (train.trainer() == TrainConfig.Trainer.PARTITION) {
            problems.add(new Problem(
                    "train.trainer",
                    "must be left out for student.network logistic: MLlib's optimizer runs on all partitions itself"));
        }
        if (train.needsTeacher()) {
            addSoft(train.loss(), problems);
        }
        if (train.needsTeacher() && !label.sparsity().keepsAll()) {
            problems.add(
                    new Problem("label.top-k", "must be null for student.network logistic: each class has a weight"));
        }
        return problems;
    }

    private static void addSoft(LossConfig loss, List<Problem> problems) {
        if (loss.soft().stream().anyMatch(term -> term.loss() != LossConfig.SoftLoss.KL)) {
            problems.add(new Problem(
                    "train.loss", "must be kl for student.network logistic: weights express cross-entropies only"));
        }
        if (loss.hardWeight() > 0 && loss.temperature() != 1) {
            problems.add(new Problem(
                    "train.hard-weight",
                    ("must be 0 for student.network logistic when train.temperature is not 1: soft targets are fitted"
                                    + " by the softmax of z/T, labels by that of z, and one regression has one softmax:"
                                    + " %s at temperature %s")
                            .formatted(loss.hardWeight(), loss.temperature())));
        }
    }
}
