package io.sparkdistill.jobs.config;

import io.sparkdistill.teacher.BatchLimits;
import io.sparkdistill.teacher.TokenizerOutput;

/** Reads the teachers and how they label. */
final class LabelConfigReader {

    private LabelConfigReader() {}

    static LabelConfig read(Settings settings) {
        LabelConfig label = new LabelConfig(
                settings.positives("temperatures"),
                settings.choice("combine", LabelConfig.Combination.class),
                new BatchLimits(
                        settings.integer("window-rows", 1),
                        settings.integerOr("max-batch-tokens", "auto", BatchLimits.MEASURED, 1),
                        settings.integer("max-batch-rows", 1)),
                settings.integer("commit-rows", 1),
                settings.notNegative("gpus-per-task"));
        double gpus = label.gpusPerTask();
        if (gpus > 0.5 && gpus != 1) {
            settings.problem("gpus-per-task", "must be at most 0.5, or 1: a model computes on one GPU: " + gpus);
        }
        return label;
    }

    static TeacherConfig teacher(Settings settings) {
        TeacherConfig teacher = new TeacherConfig(
                settings.path(),
                settings.string("name"),
                settings.string("model"),
                settings.optionalString("tokenizer"),
                settings.integer("max-tokens", 3),
                settings.choices("inputs", TokenizerOutput.class),
                settings.positive("weight"));
        if (teacher.model().endsWith(".pt") && teacher.tokenizer().isEmpty()) {
            settings.problem("tokenizer", "is required for a TorchScript model: name its tokenizer.json");
        }
        return teacher;
    }
}
