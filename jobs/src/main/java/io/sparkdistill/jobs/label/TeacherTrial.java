package io.sparkdistill.jobs.label;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.model.BatchResult;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks a model some questions, each alone and all in one batch. The answers must be finite, the same each time, and the
 * same alone as in the batch: logits that depend on a row's neighbors are no opinion about the row.
 */
final class TeacherTrial<T extends Tokens> {
    /** The longest question that is asked in the batch too: longer ones would take memory that labelling does not. */
    private static final int LONG = 512;

    /** What was wrong with a model, with the remedy. */
    static final class Failure extends RuntimeException {
        Failure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final LogitsModel<T> model;
    private final LogitsModel.Predictor<T> predictor;
    private final TeacherConfig teacher;
    private final Agreement agreement;

    private TeacherTrial(
            LogitsModel<T> model, LogitsModel.Predictor<T> predictor, TeacherConfig teacher, Agreement agreement) {
        this.model = model;
        this.predictor = predictor;
        this.teacher = teacher;
        this.agreement = agreement;
    }

    /**
     * Tries a model.
     *
     * @param limits of the batches that it will be asked
     * @param reducedPrecision whether its file shows that it computes with 16 bits or fewer
     * @throws Failure that says what is wrong
     * @throws RuntimeException of the model itself, if it cannot answer a question alone
     */
    static <T extends Tokens> void run(
            LogitsModel<T> model,
            List<ModelInput> questions,
            TeacherConfig teacher,
            BatchLimits limits,
            boolean reducedPrecision) {
        List<T> inputs = questions.stream()
                .map(model::tokenize)
                .filter(input -> input.count() > 0) // A tokenizer of few words may know none of these.
                .toList();
        if (inputs.isEmpty()) {
            return;
        }
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            Agreement agreement = new Agreement(reducedPrecision);
            new TeacherTrial<>(model, predictor, teacher, agreement).run(inputs, limits);
        }
    }

    private void run(List<T> inputs, BatchLimits limits) {
        List<BatchResult> alone = new ArrayList<>();
        inputs.forEach(input -> alone.add(alone(input, inputs.get(0))));
        List<float[]> logits = alone.stream().map(answer -> answer.logits()[0]).toList();
        OutputCheck.of(teacher).check(logits);
        if (!agreement.between(predictor.predict(List.of(inputs.get(0))), 0, alone.get(0))) {
            throw new Failure(
                    "it returns different logits for the same input; export it in evaluation mode, without dropout",
                    null);
        }
        if (limits.maxRows() > 1) {
            together(inputs, alone);
        }
        model.withLargestId(inputs.get(0)).ifPresent(this::largestId);
    }

    private BatchResult alone(T input, T first) {
        BatchResult answer;
        try {
            answer = predictor.predict(List.of(input));
        } catch (RuntimeException e) {
            if (input.count() <= first.count()) {
                throw e;
            }
            throw new Failure(
                    "it accepts %d tokens but fails on %d: %s; it may have fewer positions: set %s.max-tokens to their number"
                            .formatted(first.count(), input.count(), e.getMessage(), teacher.key()),
                    e);
        }
        requireFinite(answer.logits()[0]);
        return answer;
    }

    private void requireFinite(float[] logits) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                String remedy = logit == Float.NEGATIVE_INFINITY
                        ? "; if that stands for probability 0, set %s.output = log-probabilities"
                                .formatted(teacher.key())
                        : "";
                throw new IllegalStateException("expected finite logits but the model returned " + logit + remedy);
            }
        }
    }

    private void together(List<T> inputs, List<BatchResult> alone) {
        List<T> batch = inputs.stream().filter(input -> input.count() <= LONG).toList();
        BatchResult answers;
        try {
            answers = predictor.predict(batch);
        } catch (RuntimeException e) {
            throw new Failure(
                    "it accepts %d inputs one by one but fails on them in one batch: %s; %s"
                            .formatted(batch.size(), e.getMessage(), batchRemedy()),
                    e);
        }
        for (int i = 0; i < batch.size(); i++) {
            BatchResult single = alone.get(inputs.indexOf(batch.get(i)));
            if (!agreement.between(answers, i, single)) {
                throw new Failure(
                        "its logits for one input depend on the others in the batch: %s alone, %s in a batch; %s"
                                .formatted(
                                        Arrays.toString(single.logits()[0]),
                                        Arrays.toString(answers.logits()[i]),
                                        batchRemedy()),
                        null);
            }
        }
    }

    private String batchRemedy() {
        String settings = teacher.tokenizer().isEmpty()
                ? ""
                : ("the padding id of %s.tokenizer (padding.pad_id in the file) must be the model's,"
                                + " attention_mask must be among %s.inputs, and ")
                        .formatted(teacher.key(), teacher.key());
        return settings + "the batch size must not be fixed in the model; or set label.max-batch-rows = 1";
    }

    private void largestId(T input) {
        try {
            predictor.predict(List.of(input));
        } catch (RuntimeException e) {
            throw new Failure(
                    "it fails on the largest token id of its tokenizer: %s; take the tokenizer that it was trained with"
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
