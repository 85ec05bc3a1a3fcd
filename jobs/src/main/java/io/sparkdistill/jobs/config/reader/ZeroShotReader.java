package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.config.ZeroShotConfig;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.teacher.ZeroShot;
import java.util.Optional;

/** Reads and checks the settings of a zero-shot teacher. */
final class ZeroShotReader {
    private ZeroShotReader() {}

    /** Returns the settings of a teacher; empty for a model of the task's classes. */
    static Optional<ZeroShotConfig> read(Settings teacher, TaskConfig task) {
        Settings settings = teacher.group("zero-shot");
        Optional<String> hypothesis = settings.optionalString("hypothesis");
        if (hypothesis.isEmpty()) {
            if (!settings.strings("outputs").isEmpty()) {
                settings.problem("outputs", "must not be given without a hypothesis");
            }
            return Optional.empty();
        }
        if (!hypothesis.get().contains(ZeroShot.CLASS)) {
            settings.problem("hypothesis", "must contain %s: %s".formatted(ZeroShot.CLASS, hypothesis.get()));
        }
        if (task.type() != TaskType.TEXT) {
            settings.problem("hypothesis", "must not be given unless task.type is text");
        }
        if (task.classNames().isEmpty()) {
            settings.problem("hypothesis", "needs task.class-names, which the hypotheses name");
        }
        return Optional.of(new ZeroShotConfig(hypothesis.get(), task.classNames(), settings.strings("outputs")));
    }

    /** Checks what a zero-shot teacher needs besides. */
    static void check(Settings settings, TeacherConfig teacher) {
        if (teacher.zeroShot().isEmpty()) {
            return;
        }
        if (teacher.format().isEmpty()) {
            settings.group("zero-shot")
                    .problem(
                            "hypothesis", "must not be given for a student or an endpoint: it needs a model in a file");
        }
        if (!teacher.output().equals(ModelOutput.LOGITS)) {
            settings.problem("output", "must be logits, and classes [], with zero-shot");
        }
        if (!settings.strings("alternatives").isEmpty()) {
            settings.problem("alternatives", "must be [] with zero-shot");
        }
    }
}
