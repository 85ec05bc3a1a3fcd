package io.sparkdistill.jobs.config;

import io.sparkdistill.inference.ModelSettings;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a run has everything that its results depend on.
 *
 * @param storage where tables and results are stored
 * @param seed of every random choice
 * @param models limits of the models that a JVM keeps loaded
 * @param sweep variants of this configuration, and how more are searched
 * @param tracking server to which runs are reported
 * @param effective the whole configuration with its defaults, as JSON
 * @param keys settings that differ from the defaults; they identify results
 */
public record DistillConfig(
        Storage storage,
        long seed,
        TaskConfig task,
        InputConfig input,
        AugmentConfig augment,
        List<TeacherConfig> teachers,
        LabelConfig label,
        StudentConfig student,
        TrainConfig train,
        EvaluateConfig evaluate,
        PromoteConfig promote,
        CascadeConfig cascade,
        AnswerConfig answer,
        GenerateConfig generate,
        ModelSettings models,
        SweepConfig sweep,
        TrackingConfig tracking,
        String effective,
        CanonicalKeys keys) {

    /**
     * Names the folders in which tables and results are stored.
     *
     * @param output folder of all tables and results, as a path or URI of Hadoop
     * @param logits folder of the logits where several outputs share them; empty for a folder of the output
     * @param tableFormat of all tables
     */
    public record Storage(String output, Optional<String> logits, TableFormat tableFormat) {}

    public DistillConfig {
        teachers = List.copyOf(teachers);
    }

    /** The folder of all tables and results, as a path or URI of Hadoop. */
    public String output() {
        return storage.output();
    }

    /** The folder of the logits, where several outputs share them. */
    public Optional<String> logits() {
        return storage.logits();
    }

    /** The format of all tables. */
    public TableFormat tableFormat() {
        return storage.tableFormat();
    }

    /** Returns this configuration with other teachers. */
    public DistillConfig withTeachers(List<TeacherConfig> chosen) {
        return with(storage, chosen, label);
    }

    /** Returns this configuration with other settings of the verb label. */
    public DistillConfig withLabel(LabelConfig other) {
        return with(storage, teachers, other);
    }

    /** Returns this configuration with a folder for benchmarks, apart from the tables and the logits of real runs. */
    public DistillConfig forBenchmark() {
        Storage ofBenchmark = new Storage(storage.output() + "/_benchmark", Optional.empty(), storage.tableFormat());
        return with(ofBenchmark, teachers, label);
    }

    private DistillConfig with(Storage otherStorage, List<TeacherConfig> otherTeachers, LabelConfig otherLabel) {
        return new DistillConfig(
                otherStorage,
                seed,
                task,
                input,
                augment,
                otherTeachers,
                otherLabel,
                student,
                train,
                evaluate,
                promote,
                cascade,
                answer,
                generate,
                models,
                sweep,
                tracking,
                effective,
                keys);
    }
}
