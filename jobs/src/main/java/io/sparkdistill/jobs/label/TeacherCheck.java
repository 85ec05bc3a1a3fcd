package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.TaskConfig;
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
     * Loads a teacher, and asks one of texts about a text.
     *
     * @throws InputException that says what was expected and what came
     */
    static void beforeSpark(StagedModel staged, TeacherConfig teacher, TaskConfig task) {
        List<ModelInput> questions =
                switch (task.type()) {
                    case TEXT -> List.of(new ModelInput(TEXT, null, null));
                    case TEXT_PAIR -> List.of(new ModelInput(TEXT, TEXT, null));
                    case FEATURES -> List.of(); // How many there are is known only when the table is read.
                };
        check(staged, teacher, task, questions, "%s.tokenizer, %s.inputs".formatted(teacher.key(), teacher.key()));
    }

    /**
     * Asks a teacher of features about those of an example.
     *
     * @throws InputException that says what was expected and what came
     */
    static void features(StagedModel staged, TeacherConfig teacher, TaskConfig task, float[] features) {
        String settings = "whether it reads the %d features of an example".formatted(features.length);
        check(staged, teacher, task, List.of(new ModelInput(null, null, features)), settings);
    }

    private static void check(
            StagedModel staged, TeacherConfig teacher, TaskConfig task, List<ModelInput> questions, String settings) {
        try (ModelHolder.Lease lease = staged.trial()) {
            questions.forEach(question -> ask(lease.model(), question));
        } catch (RuntimeException e) {
            throw new InputException(
                    "Cannot use teacher %s (%s.model = %s): %s; check the file, %s and task.classes = %d%s"
                            .formatted(
                                    teacher.name(),
                                    teacher.key(),
                                    teacher.model(),
                                    e.getMessage(),
                                    settings,
                                    task.classes(),
                                    staged.spec().givesHidden() ? ", or set label.hidden = false" : ""),
                    e);
        }
    }

    private static <T extends Tokens> void ask(LogitsModel<T> model, ModelInput question) {
        T tokens = model.tokenize(question);
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            for (float logit : predictor.ask(List.of(tokens)).logits()[0]) {
                if (!Float.isFinite(logit)) {
                    throw new IllegalStateException("expected finite logits but the model returned " + logit);
                }
            }
        }
    }
}
