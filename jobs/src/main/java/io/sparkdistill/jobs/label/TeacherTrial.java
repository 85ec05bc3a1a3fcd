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
 * Runs a model on some inputs, each alone and all in one batch. Its outputs must be finite and deterministic, and must
 * not depend on the other inputs of a batch.
 */
final class TeacherTrial<T extends Tokens> {
    /**
     * The number of tokens of the longest input of the batch; a batch of longer ones needs more memory than labeling.
     */
    private static final int LONG = 512;

    /** Two outputs of a model with dropout may be equal by chance, so the first input is run this many times more. */
    private static final int REPETITIONS = 3;

    /** Reports what is wrong with a model. The message has the remedy. */
    static final class Failure extends RuntimeException {
        Failure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final LogitsModel<T> model;
    private final LogitsModel.Predictor<T> predictor;
    private final TeacherConfig teacher;
    private final Tolerance tolerance;

    private TeacherTrial(
            LogitsModel<T> model, LogitsModel.Predictor<T> predictor, TeacherConfig teacher, Tolerance tolerance) {
        this.model = model;
        this.predictor = predictor;
        this.teacher = teacher;
        this.tolerance = tolerance;
    }

    /**
     * Runs a model on some inputs.
     *
     * @param limits of the batches of labeling
     * @param reducedPrecision whether the model computes with 16 bits or fewer, as far as its file shows
     * @throws Failure if the outputs are wrong
     * @throws RuntimeException of the model itself, if it fails on a single input
     */
    static <T extends Tokens> void run(
            LogitsModel<T> model,
            List<ModelInput> questions,
            TeacherConfig teacher,
            BatchLimits limits,
            boolean reducedPrecision) {
        List<T> inputs = questions.stream()
                .map(model::tokenize)
                .filter(input -> input.count() > 0) // A small vocabulary may have none of these words.
                .toList();
        if (inputs.isEmpty()) {
            return;
        }
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            Tolerance tolerance = new Tolerance(reducedPrecision);
            new TeacherTrial<>(model, predictor, teacher, tolerance).run(inputs, limits);
        }
    }

    private void run(List<T> inputs, BatchLimits limits) {
        List<BatchResult> alone = new ArrayList<>();
        inputs.forEach(input -> alone.add(predictAlone(input, inputs)));
        List<float[]> logits = alone.stream().map(answer -> answer.logits()[0]).toList();
        OutputCheck.of(teacher).check(logits);
        for (int time = 0; time < REPETITIONS; time++) {
            if (!tolerance.allClose(predictor.predict(List.of(inputs.get(0))), 0, alone.get(0))) {
                throw new Failure(
                        "it returns different logits for the same input; export it in evaluation mode, without dropout",
                        null);
            }
        }
        if (limits.maxRows() > 1) {
            checkBatch(inputs, alone);
        }
        model.withLargestId(inputs.get(0)).ifPresent(this::largestId);
    }

    private BatchResult predictAlone(T input, List<T> inputs) {
        BatchResult answer;
        try {
            answer = predictor.predict(List.of(input));
        } catch (RuntimeException e) {
            throw lengthFailure(input, inputs, e);
        }
        requireFinite(answer.logits()[0]);
        return answer;
    }

    /** Explains a failure by the length of the input, if the model accepts an input of another length. */
    private RuntimeException lengthFailure(T input, List<T> inputs, RuntimeException failure) {
        T first = inputs.get(0);
        if (input.count() > first.count()) {
            return new Failure(
                    "it accepts %d tokens but fails on %d: %s; it may have fewer positions: set %s.max-tokens to their number"
                            .formatted(first.count(), input.count(), failure.getMessage(), teacher.key()),
                    failure);
        }
        T last = inputs.get(inputs.size() - 1);
        return last.count() > input.count() && accepts(last)
                ? new Failure(
                        "it accepts %d tokens but fails on %d: %s; its length is fixed: export it for any length, or as ONNX, which declares a fixed length"
                                .formatted(last.count(), input.count(), failure.getMessage()),
                        failure)
                : failure;
    }

    private boolean accepts(T input) {
        try {
            predictor.predict(List.of(input));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
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

    private void checkBatch(List<T> inputs, List<BatchResult> alone) {
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
            if (!tolerance.allClose(answers, i, single)) {
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
