package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * What is to be learnt.
 *
 * @param classes how many classes, at least 2
 * @param classNames their names in order; empty when labels are indices
 */
public record TaskConfig(TaskType type, int classes, List<String> classNames) {
    public TaskConfig {
        classNames = List.copyOf(classNames);
    }
}
