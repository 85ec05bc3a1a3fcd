package io.sparkdistill.jobs.config;

import io.sparkdistill.jobs.config.StudentConfig.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds settings that a student fitted to weighted copies does not support: the copies express cross-entropies of one
 * softmax.
 */
final class WeightedCopiesProblems {
    private WeightedCopiesProblems() {}

    static List<Problem> of(String student, TrainConfig train, LabelConfig label) {
        List<Problem> problems = new ArrayList<>();
        if (train.trainer() == TrainConfig.Trainer.PARTITION) {
            problems.add(new Problem(
                    "train.trainer",
                    "must be left out for student.network %s: Spark ML fits it on all partitions itself"
                            .formatted(student)));
        }
        if (train.needsTeacher()) {
            addSoft(student, train.loss(), problems);
        }
        if (train.needsTeacher() && !label.sparsity().keepsAll()) {
            problems.add(new Problem(
                    "label.top-k", "must be null for student.network %s: each class has a weight".formatted(student)));
        }
        return problems;
    }

    private static void addSoft(String student, LossConfig loss, List<Problem> problems) {
        if (loss.soft().stream().anyMatch(term -> term.loss() != LossConfig.SoftLoss.KL)) {
            problems.add(new Problem(
                    "train.loss",
                    "must be kl for student.network %s: weights express cross-entropies only".formatted(student)));
        }
        if (loss.hardWeight() > 0 && loss.temperature() != 1) {
            problems.add(new Problem(
                    "train.hard-weight",
                    ("must be 0 for student.network %s when train.temperature is not 1: soft targets are fitted"
                                    + " by the softmax of z/T, labels by that of z, and one model has one softmax:"
                                    + " %s at temperature %s")
                            .formatted(student, loss.hardWeight(), loss.temperature())));
        }
    }
}
