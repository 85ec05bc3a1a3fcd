package io.sparkdistill.model;

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
}
