package io.sparkdistill.jobs.export;

import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.serving.Input;
import io.sparkdistill.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;

/** Computes the logits of a student as Spark's executors do; exported students are compared with these. */
final class Reference {
    private static final int ROWS = 32;

    private Reference() {}

    /** Returns the logits of examples, one row per example. */
    static float[][] logits(LogitsModel<?> model, List<Input> inputs) {
        return batches(model, inputs);
    }

    private static <T extends Tokens> float[][] batches(LogitsModel<T> model, List<Input> inputs) {
        List<float[]> logits = new ArrayList<>();
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            for (int start = 0; start < inputs.size(); start += ROWS) {
                List<T> batch = inputs.subList(start, Math.min(start + ROWS, inputs.size())).stream()
                        .map(input -> model.tokenize(ModelInput.of(input)))
                        .toList();
                logits.addAll(List.of(predictor.predict(batch).logits()));
            }
        }
        return logits.toArray(float[][]::new);
    }
}
