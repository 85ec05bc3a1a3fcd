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

/** Checks a model behind an endpoint on the driver, by a question or two. */
public final class EndpointCheck {
    private static final List<String> TEXTS = List.of("This is a good one.", "This one is bad.");

    private EndpointCheck() {}

    /**
     * Asks a teacher.
     *
     * @throws InputException if it cannot be asked, or no answer names a class
     */
    public static void check(StagedModel staged, TeacherConfig teacher, TaskType type) {
        List<ModelInput> inputs = TEXTS.stream()
                .map(text -> new ModelInput(text, type == TaskType.TEXT_PAIR ? TEXTS.get(0) : null, null))
                .toList();
        String remedy = "the prompt must ask for one of %s, and mode and class-tokens must fit the model"
                .formatted(teacher.endpoint().orElseThrow().settings().classes());
        check(staged, inputs, "teacher %s (%s)".formatted(teacher.name(), teacher.key()), remedy);
    }

    /**
     * Asks a model that generates texts, once.
     *
     * @param key of its settings
     * @throws InputException if it cannot be asked, or its answer is blank
     */
    public static void checkGenerator(StagedModel staged, String key, TaskType type) {
        ModelInput input = new ModelInput(TEXTS.get(0), type == TaskType.TEXT_PAIR ? TEXTS.get(1) : null, null);
        String remedy = "the prompt must ask for a text, and mode, stop and max-tokens must fit the model";
        check(staged, List.of(input), "model %s (%s)".formatted(staged.spec().name(), key), remedy);
    }

    private static void check(StagedModel staged, List<ModelInput> inputs, String what, String remedy) {
        try (ModelCache.Lease lease = staged.trial()) {
            BatchResult answers = ask(lease.model(), inputs);
            for (int i = 0; i < inputs.size(); i++) {
                if (!(answers.row(i, null) instanceof RowResult.Refusal)) {
                    return;
                }
            }
            String reason = ((RowResult.Refusal) answers.row(0, null)).reason();
            throw unusable(what, "%s; %s".formatted(reason, remedy), null);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unusable(what, e.getMessage(), e);
        }
    }

    private static <T extends Tokens> BatchResult ask(LogitsModel<T> model, List<ModelInput> inputs) {
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            return predictor.predict(inputs.stream().map(model::tokenize).toList());
        }
    }

    private static InputException unusable(String what, String message, Exception cause) {
        return new InputException("Cannot use %s: %s".formatted(what, message), cause);
    }
}
