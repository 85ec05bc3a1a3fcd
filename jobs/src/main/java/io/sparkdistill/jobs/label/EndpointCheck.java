package io.sparkdistill.jobs.label;

import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.Tokens;
import java.util.List;

/** Checks a teacher behind an endpoint on the driver, by two questions. */
public final class EndpointCheck {
    private static final List<String> TEXTS = List.of("This is a good one.", "This one is bad.");

    private EndpointCheck() {}

    /**
     * Asks the teacher.
     *
     * @throws InputException if it cannot be asked, or no answer names a class
     */
    public static void check(StagedModel staged, TeacherConfig teacher, TaskType type) {
        List<ModelInput> inputs = TEXTS.stream()
                .map(text -> new ModelInput(text, type == TaskType.TEXT_PAIR ? TEXTS.get(0) : null, null))
                .toList();
        try (ModelCache.Lease lease = staged.trial()) {
            BatchResult answers = ask(lease.model(), inputs);
            for (int i = 0; i < inputs.size(); i++) {
                if (!(answers.row(i, null) instanceof RowResult.Refusal)) {
                    return;
                }
            }
            String reason = ((RowResult.Refusal) answers.row(0, null)).reason();
            throw unusable(
                    teacher,
                    "%s; the prompt must ask for one of %s, and mode and class-tokens must fit the model"
                            .formatted(
                                    reason,
                                    teacher.endpoint().orElseThrow().settings().classes()),
                    null);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unusable(teacher, e.getMessage(), e);
        }
    }

    private static <T extends Tokens> BatchResult ask(LogitsModel<T> model, List<ModelInput> inputs) {
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            return predictor.predict(inputs.stream().map(model::tokenize).toList());
        }
    }

    private static InputException unusable(TeacherConfig teacher, String message, Exception cause) {
        return new InputException(
                "Cannot use teacher %s (%s): %s".formatted(teacher.name(), teacher.key(), message), cause);
    }
}
