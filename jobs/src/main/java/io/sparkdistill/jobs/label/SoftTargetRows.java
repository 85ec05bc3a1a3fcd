package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.Divergence;
import io.sparkdistill.distill.Ensemble;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.table.Floats;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** From the logits of all teachers of one example to its soft targets at every temperature. */
final class SoftTargetRows implements FlatMapFunction<Row, Row> {
    private final double[] temperatures;
    private final Combination combination;
    private final double[] weights;

    SoftTargetRows(List<Double> temperatures, Combination combination, double[] weights) {
        this.temperatures =
                temperatures.stream().mapToDouble(Double::doubleValue).toArray();
        this.combination = combination;
        this.weights = weights.clone();
    }

    @Override
    public Iterator<Row> call(Row row) {
        float[][] logits = Floats.matrix(row, 1);
        List<Row> targets = new ArrayList<>(temperatures.length);
        for (double temperature : temperatures) {
            float[] probabilities = probabilities(logits, temperature);
            float entropy = (float) Divergence.entropy(probabilities);
            targets.add(RowFactory.create(row.getString(0), probabilities, entropy, temperature));
        }
        return targets.iterator();
    }

    private float[] probabilities(float[][] logits, double temperature) {
        return combination == Combination.LOGITS
                ? Softmax.softTargets(Ensemble.mean(logits, weights), temperature)
                : Ensemble.meanSoftTargets(logits, weights, temperature);
    }
}
