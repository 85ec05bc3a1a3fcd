package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * Where examples come from.
 *
 * @param train labeled examples; empty for distillation without labels
 * @param unlabeled examples without labels
 * @param validationShare share of the labeled examples, or without labels of all examples, that is held back when {@code
 *     validation} is empty, in [0, 1)
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

    /** Whether no training example has a label, so that the teacher alone says what the student learns. */
    public boolean lacksLabels() {
        return train.isEmpty();
    }

    /** Whether validation examples are unlabeled ones held back, on which the student is compared with the teacher. */
    public boolean validatesOnTeacher() {
        return train.isEmpty() && validation.isEmpty() && validationShare > 0;
    }
}
