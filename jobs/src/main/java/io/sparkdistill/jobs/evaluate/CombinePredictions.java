package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.jobs.inference.CombinedLogits;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Combines the logits of one or more models for an example into one prediction, as a function of Spark. */
final class CombinePredictions implements MapFunction<Row, Row> {
    /** The NLL of a label with probability 0. Infinity would make the mean of all examples infinite. */
    private static final double GREATEST_NLL = -Math.log(Double.MIN_VALUE);

    private final String model;
    private final CombinedLogits combined;

    CombinePredictions(String model, Combination combination, double... weights) {
        this.model = model;
        this.combined = new CombinedLogits(combination, weights);
    }

    @Override
    public Row call(Row row) {
        double[] logProbabilities = combined.logProbabilities(Floats.matrix(row, row.fieldIndex(Logits.LOGITS)));
        Integer label = row.getAs(Predicted.LABEL);
        float[] probabilities = new float[logProbabilities.length];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) Math.exp(logProbabilities[i]);
        }
        return RowFactory.create(
                row.getAs(Predicted.EXAMPLE_KEY),
                row.getAs(Predicted.SPLIT),
                label,
                model,
                probabilities,
                CombinedLogits.argmax(logProbabilities),
                label == null ? null : negativeLogLikelihood(logProbabilities[label]));
    }

    private static double negativeLogLikelihood(double logProbability) {
        // Subtraction from 0 avoids -0.0.
        return Double.isInfinite(logProbability) ? GREATEST_NLL : 0 - logProbability;
    }
}
