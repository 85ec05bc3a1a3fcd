package io.sparkdistill.sql;

import io.sparkdistill.inference.TaskModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.RejectionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;

/**
 * A model that a call asks about windows of texts.
 *
 * @param function the name of the function
 * @param model null if the answer is always null
 */
record TextPredictor(String function, TaskModel model, RefusalPolicy unanswered, InferenceMetrics metrics) {
    /** White space by Unicode, as in the tables of the transfer set. */
    private static final Pattern NOT_BLANK = Pattern.compile("\\S", Pattern.UNICODE_CHARACTER_CLASS);

    /** One array of logits per text, null for a null and for a text without an answer. */
    UnsafeArrayData[] logits(List<String> texts) {
        UnsafeArrayData[] logits = new UnsafeArrayData[texts.size()];
        List<Integer> places = new ArrayList<>();
        List<ModelInput> inputs = new ArrayList<>();
        for (int i = 0; i < logits.length && model != null; i++) {
            String text = texts.get(i);
            if (text != null && NOT_BLANK.matcher(text).find()) {
                places.add(i);
                inputs.add(new ModelInput(text, null, null));
            } else if (text != null) {
                refuse(text, new RowResult.Refusal(RejectionKind.INPUT, "the text is blank"));
            }
        }
        List<RowResult> answers = predict(inputs);
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof RowResult.Prediction given) {
                logits[places.get(i)] = UnsafeArrayData.fromPrimitiveArray(given.logits());
            } else {
                refuse(inputs.get(i).text(), (RowResult.Refusal) answers.get(i));
            }
        }
        return logits;
    }

    private List<RowResult> predict(List<ModelInput> inputs) {
        if (inputs.isEmpty()) {
            return List.of();
        }
        long start = System.nanoTime();
        List<RowResult> answers = model.predict(inputs);
        metrics.seconds().add(System.nanoTime() - start);
        metrics.texts().add(inputs.size());
        return answers;
    }

    private void refuse(String text, RowResult.Refusal refused) {
        unanswered.check(function, text, refused.kind(), refused.reason());
        metrics.unanswered().add(1);
    }
}
