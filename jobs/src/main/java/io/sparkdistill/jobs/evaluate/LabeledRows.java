package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.statistics.LabeledPredictions;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Predicted;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Holds the predictions of one model for labeled examples of one split, in the order of key and label. */
public record LabeledRows(List<Prediction> rows) {
    /** Holds the prediction for one example. */
    public record Prediction(String key, int label, double nll, float[] probabilities) implements Serializable {
        private static final Comparator<Prediction> ORDER =
                Comparator.comparing(Prediction::key).thenComparingInt(Prediction::label);
    }

    /**
     * Reads the examples with the lowest keys. Keys are hashes, so these are a random sample.
     *
     * @param most number of examples to read at most
     */
    static LabeledRows read(Dataset<Row> predictions, String model, String split, int most) {
        MapFunction<Row, Prediction> prediction =
                row -> new Prediction(row.getString(0), row.getInt(1), row.getDouble(2), Floats.array(row, 3));
        return new LabeledRows(predictions
                .where(col(Predicted.MODEL).equalTo(model))
                .where(col(Predicted.SPLIT).equalTo(split))
                .where(col(Predicted.LABEL).isNotNull())
                .select(Predicted.EXAMPLE_KEY, Predicted.LABEL, Predicted.NLL, Predicted.PROBABILITIES)
                .orderBy(Predicted.EXAMPLE_KEY, Predicted.LABEL)
                .limit(most)
                .map(prediction, Encoders.javaSerialization(Prediction.class))
                .collectAsList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns those of these rows for which the other model has a prediction too. */
    LabeledRows sharedWith(LabeledRows other) {
        List<Prediction> shared = new ArrayList<>();
        int next = 0;
        for (Prediction row : rows) {
            while (next < other.rows.size() && Prediction.ORDER.compare(other.rows.get(next), row) < 0) {
                next++;
            }
            if (next < other.rows.size() && Prediction.ORDER.compare(other.rows.get(next), row) == 0) {
                shared.add(row);
                next++;
            }
        }
        return new LabeledRows(shared);
    }

    LabeledPredictions predictions() {
        return LabeledPredictions.of(
                rows.stream().mapToInt(Prediction::label).toArray(),
                rows.stream().map(Prediction::probabilities).toArray(float[][]::new),
                rows.stream().mapToDouble(Prediction::nll).toArray());
    }
}
