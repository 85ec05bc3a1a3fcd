package io.sparkdistill.jobs.label;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.TokenizerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Checks a teacher on the driver: that it loads, that its outputs fit the task, and that its prediction for an input
 * does not depend on the rest of the batch.
 */
final class TeacherCheck {
    private static final String WORD = "good";
    private static final String SENTENCE = "Is this the model that the configuration means?";
    private static final String LONGER =
            "This is not a good film, but a bad one: very long, and not so good as the last 3.";

    private final StagedModel staged;
    private final TeacherConfig teacher;
    private final DistillConfig config;

    TeacherCheck(StagedModel staged, TeacherConfig teacher, DistillConfig config) {
        this.staged = staged;
        this.teacher = teacher;
        this.config = config;
    }

    /**
     * Compares the teacher with the files beside it, loads it, and runs a teacher of texts on some texts.
     *
     * @throws InputException if it cannot be used; the message has the expected and the actual result
     */
    void beforeSpark(HuggingFaceFiles beside) {
        beside.problem(config.task()).ifPresent(problem -> {
            throw unusable("model", teacher.model(), problem, null);
        });
        String cut = (SENTENCE + " ").repeat(teacher.maxTokens()); // This text is truncated.
        List<ModelInput> questions =
                switch (config.task().type()) {
                    case TEXT -> List.of(text(WORD), text(SENTENCE), text(LONGER), text(cut));
                    case TEXT_PAIR -> List.of(
                            pair(WORD, SENTENCE), pair(LONGER, WORD), pair(SENTENCE, LONGER), pair(cut, cut));
                    case FEATURES -> List.of(); // The number of features is known only when the table is read.
                };
        check(questions, "%s.tokenizer, %s.inputs".formatted(teacher.key(), teacher.key()));
    }

    /**
     * Runs a teacher of features on some examples.
     *
     * @param examples features of some examples
     * @throws InputException if it cannot be used; the message has the expected and the actual result
     */
    void features(List<float[]> examples) {
        int width = examples.get(0).length;
        List<ModelInput> questions = examples.stream()
                .filter(features -> features.length == width)
                .map(features -> new ModelInput(null, null, features))
                .toList();
        check(questions, "whether it reads the %d features of an example".formatted(width));
    }

    private static ModelInput text(String text) {
        return new ModelInput(text, null, null);
    }

    private static ModelInput pair(String text, String pair) {
        return new ModelInput(text, pair, null);
    }

    private void check(List<ModelInput> questions, String settings) {
        try (ModelCache.Lease lease = staged.trial()) {
            TeacherTrial.run(
                    lease.model(),
                    questions,
                    teacher,
                    config.label().inference().limits(),
                    reducedPrecision());
        } catch (TeacherTrial.Failure e) {
            throw unusable("model", teacher.model(), e.getMessage(), e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof TokenizerException) {
                throw unusable("tokenizer", teacher.tokenizer().orElse(teacher.model()), e.getMessage(), e);
            }
            TaskConfig task = config.task();
            String remedy = "%s; check the file, %s and task.classes = %d%s"
                    .formatted(
                            e.getMessage(),
                            settings,
                            task.classes(),
                            staged.spec().returnsHidden() ? ", or set label.hidden = false" : "");
            throw unusable("model", teacher.model(), remedy, e);
        }
    }

    private InputException unusable(String key, String path, String message, Exception cause) {
        return new InputException(
                "Cannot use teacher %s (%s.%s = %s): %s".formatted(teacher.name(), teacher.key(), key, path, message),
                cause);
    }

    private boolean reducedPrecision() {
        Optional<ModelFormat> format = teacher.format();
        try {
            return format.isPresent()
                    && format.get().reducedPrecision(staged.file(format.get().file()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the model: " + e.getMessage(), e);
        }
    }
}
