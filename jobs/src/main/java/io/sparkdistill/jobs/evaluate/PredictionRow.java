package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.distill.Ensemble;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** From an example beside the logits of one or more models to what they predict together. */
final class PredictionRow implements MapFunction<Row, Row> {
    private final String model;
    private final Combination combination;
    private final double[] weights;

    PredictionRow(String model, Combination combination, double... weights) {
        this.model = model;
        this.combination = combination;
        this.weights = weights.clone();
    }

    @Override
    public Row call(Row row) {
        double[] logProbabilities = logProbabilities(Floats.matrix(row, row.fieldIndex(Logits.LOGITS)));
        int label = row.<Integer>getAs(Predicted.LABEL);
        int predicted = 0;
        float[] probabilities = new float[logProbabilities.length];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) Math.exp(logProbabilities[i]);
            predicted = logProbabilities[i] > logProbabilities[predicted] ? i : predicted;
        }
        return RowFactory.create(
                row.getAs(Predicted.EXAMPLE_KEY),
                row.getAs(Predicted.SPLIT),
                label,
                model,
                probabilities,
                predicted,
                -logProbabilities[label]);
    }

    private double[] logProbabilities(float[][] logits) {
        if (combination == Combination.LOGITS) {
            return Softmax.logSoftTargets(Vectors.widen(Ensemble.mean(logits, weights)), 1);
        }
        float[] mean = Ensemble.meanSoftTargets(logits, weights, 1);
        double[] logarithms = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            logarithms[i] = Math.log(mean[i]);
        }
        return logarithms;
    }
}
