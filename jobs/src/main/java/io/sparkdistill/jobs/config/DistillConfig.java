package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * Everything that a run depends on.
 *
 * @param output folder of all tables and results, as Hadoop names it
 * @param seed of every random choice
 * @param effective the whole configuration, defaults included, as JSON
 */
public record DistillConfig(
        String output,
        long seed,
        TaskConfig task,
        InputConfig input,
        AugmentConfig augment,
        List<TeacherConfig> teachers,
        LabelConfig label,
        StudentConfig student,
        TrainConfig train,
        EvaluateConfig evaluate,
        String effective) {
    public DistillConfig {
        teachers = List.copyOf(teachers);
    }
}
