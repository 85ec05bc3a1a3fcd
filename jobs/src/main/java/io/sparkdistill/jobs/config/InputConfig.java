package io.sparkdistill.jobs.config;

import java.util.ArrayList;
import java.util.List;

/**
 * These settings name the examples that a run reads, by the purpose of each input.
 *
 * @param train labeled examples; empty for distillation without labels
 * @param validation labeled examples on which training chooses its best epoch
 * @param test labeled examples on which models are compared only
 * @param unlabeled examples without labels
 * @param validationShare share of the labeled examples, or without labels of all examples, that is held back when
 *     {@code validation} is empty, in [0, 1)
 */
public record InputConfig(
        List<InputEntry> train,
        List<InputEntry> validation,
        List<InputEntry> test,
        List<InputEntry> unlabeled,
        double validationShare) {
    public InputConfig {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
        unlabeled = List.copyOf(unlabeled);
    }

    /** Returns inputs of examples that have no purpose but to be read. */
    public static InputConfig unlabeled(List<InputEntry> entries) {
        return new InputConfig(List.of(), List.of(), List.of(), entries, 0);
    }

    /** Returns these inputs and one more of examples without labels. */
    public InputConfig withUnlabeled(InputEntry entry) {
        List<InputEntry> all = new ArrayList<>(unlabeled);
        all.add(entry);
        return new InputConfig(train, validation, test, all, validationShare);
    }

    /** Whether no training example has a label, so that the student learns from the teacher alone. */
    public boolean lacksLabels() {
        return train.isEmpty();
    }

    /** Whether the validation examples have no labels, so that the student is compared with the teacher on them. */
    public boolean validatesOnTeacher() {
        return train.isEmpty() && validation.isEmpty() && validationShare > 0;
    }
}
