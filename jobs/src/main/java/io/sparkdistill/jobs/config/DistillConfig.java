package io.sparkdistill.jobs.config;

import io.sparkdistill.inference.ModelSettings;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a run depends on.
 *
 * @param output folder of all tables and results, as Hadoop names it
 * @param logits folder of the logits, where several outputs share it
 * @param tableFormat of all tables
 * @param seed of every random choice
 * @param models what the loaded models of a JVM may cost
 * @param sweep configurations that differ from this one, to compare
 * @param effective the whole configuration, defaults included, as JSON
 * @param keys what identifies results made with it
 */
public record DistillConfig(
        String output,
        Optional<String> logits,
        TableFormat tableFormat,
        long seed,
        TaskConfig task,
        InputConfig input,
        AugmentConfig augment,
        List<TeacherConfig> teachers,
        LabelConfig label,
        StudentConfig student,
        TrainConfig train,
        EvaluateConfig evaluate,
        ModelSettings models,
        List<SweepVariant> sweep,
        String effective,
        CanonicalKeys keys) {
    public DistillConfig {
        teachers = List.copyOf(teachers);
        sweep = List.copyOf(sweep);
    }

    /** The same with these teachers only. */
    public DistillConfig withTeachers(List<TeacherConfig> chosen) {
        return with(output, logits, chosen, label);
    }

    /** The same with another way to label. */
    public DistillConfig withLabel(LabelConfig other) {
        return with(output, logits, teachers, other);
    }

    /** The same in a folder of its own within the output, where it meets neither tables nor logits of real runs. */
    public DistillConfig forBenchmark() {
        return with(output + "/_benchmark", Optional.empty(), teachers, label);
    }

    private DistillConfig with(
            String otherOutput,
            Optional<String> otherLogits,
            List<TeacherConfig> otherTeachers,
            LabelConfig otherLabel) {
        return new DistillConfig(
                otherOutput,
                otherLogits,
                tableFormat,
                seed,
                task,
                input,
                augment,
                otherTeachers,
                otherLabel,
                student,
                train,
                evaluate,
                models,
                sweep,
                effective,
                keys);
    }
}
