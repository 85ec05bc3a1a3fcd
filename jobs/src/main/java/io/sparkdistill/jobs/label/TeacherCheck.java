package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.teacher.LogitsModel;
import io.sparkdistill.teacher.ModelHolder;
import io.sparkdistill.teacher.ModelInput;
import io.sparkdistill.teacher.StagedModel;
import io.sparkdistill.teacher.Tokens;
import java.util.List;

/** Asks a teacher one question before the cluster works: does it load, and does it answer as the task expects? */
final class TeacherCheck {
    private static final String TEXT = "Is this the model that the configuration means?";

    private TeacherCheck() {}

    /**
     * Checks a teacher.
     *
     * @throws InputException that says what was expected and what came
     */
    static void check(StagedModel staged, TeacherConfig teacher, TaskConfig task) {
        try (ModelHolder.Lease lease = staged.lease()) {
            ask(lease.model(), task);
        } catch (RuntimeException e) {
            throw new InputException(
                    "Cannot use teacher %s (%s.model = %s): %s; check the file, %s.tokenizer, %s.inputs and task.classes = %d"
                            .formatted(
                                    teacher.name(),
                                    teacher.key(),
                                    teacher.model(),
                                    e.getMessage(),
                                    teacher.key(),
                                    teacher.key(),
                                    task.classes()),
                    e);
        }
    }

    private static <T extends Tokens> void ask(LogitsModel<T> model, TaskConfig task) {
        if (task.type() == TaskType.FEATURES) {
            return; // How many features there are is known only when the table is read.
        }
        String pair = task.type() == TaskType.TEXT_PAIR ? TEXT : null;
        T tokens = model.tokenize(new ModelInput(TEXT, pair, null));
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            for (float logit : predictor.logits(List.of(tokens))[0]) {
                if (!Float.isFinite(logit)) {
                    throw new IllegalStateException("expected finite logits but the model returned " + logit);
                }
            }
        }
    }
}
