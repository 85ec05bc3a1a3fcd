package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * Where examples come from.
 *
 * @param validationShare share of the labelled examples held back when {@code validation} is empty, in (0, 1)
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
}
