package io.sparkdistill.model;

import io.sparkdistill.serving.Input;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Row;

/**
 * An input holds one example that a model reads: a text, a pair of texts, or features.
 *
 * @param text text, or first text of a pair; null for features
 * @param textPair second text of a pair; null for single texts
 * @param features dense features; null for text
 */
public record ModelInput(String text, String textPair, float[] features) {
    /** Reads the input columns of a row of the transfer set. */
    public static ModelInput of(Row row) {
        return new ModelInput(
                row.getAs(TransferSet.TEXT),
                row.getAs(TransferSet.TEXT_PAIR),
                Floats.array(row, row.fieldIndex(TransferSet.FEATURES)));
    }

    /** Returns an input of an exported student as an input of any model. */
    public static ModelInput of(Input input) {
        if (input instanceof Input.Features features) {
            return new ModelInput(null, null, features.values());
        }
        return input instanceof Input.Pair pair
                ? new ModelInput(pair.first(), pair.second(), null)
                : new ModelInput(((Input.Text) input).text(), null, null);
    }
}
