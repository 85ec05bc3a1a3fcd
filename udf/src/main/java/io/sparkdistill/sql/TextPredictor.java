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
 * Computes the logits of texts for one call.
 *
 * @param function name of the SQL function
 * @param model model of the call; null if the result is always null
 */
record TextPredictor(String function, TaskModel model, RefusalPolicy refusals, InferenceMetrics metrics) {
    /** A character that is not white space by Unicode, as in the tables of the transfer set. */
    private static final Pattern NOT_BLANK = Pattern.compile("\\S", Pattern.UNICODE_CHARACTER_CLASS);

    /** Returns one array of logits per text; null for a null and for a text without logits. */
    UnsafeArrayData[] logits(List<String> texts) {
        UnsafeArrayData[] logits = new UnsafeArrayData[texts.size()];
        List<Integer> indices = new ArrayList<>();
        List<ModelInput> inputs = new ArrayList<>();
        for (int i = 0; i < logits.length && model != null; i++) {
            String text = texts.get(i);
            if (text != null && NOT_BLANK.matcher(text).find()) {
                indices.add(i);
                inputs.add(new ModelInput(text, null, null));
            } else if (text != null) {
                refuse(text, new RowResult.Refusal(RejectionKind.INPUT, "the text is blank"));
            }
        }
        List<RowResult> results = predict(inputs);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof RowResult.Prediction prediction) {
                logits[indices.get(i)] = UnsafeArrayData.fromPrimitiveArray(prediction.logits());
            } else {
                refuse(inputs.get(i).text(), (RowResult.Refusal) results.get(i));
            }
        }
        return logits;
    }

    private List<RowResult> predict(List<ModelInput> inputs) {
        if (inputs.isEmpty()) {
            return List.of();
        }
        long start = System.nanoTime();
        List<RowResult> results = model.predict(inputs);
        metrics.time().add(System.nanoTime() - start);
        metrics.texts().add(inputs.size());
        return results;
    }

    private void refuse(String text, RowResult.Refusal refusal) {
        refusals.check(function, text, refusal.kind(), refusal.reason());
        metrics.refused().add(1);
    }
}
