package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.Divergence;
import io.sparkdistill.distill.Ensemble;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.SparseTargets;
import io.sparkdistill.distill.Sparsity;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.table.Floats;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Derives the soft targets of an example at every temperature from the logits of all teachers, as a function of Spark.
 */
final class DeriveSoftTargets implements FlatMapFunction<Row, Row> {
    private final double[] temperatures;
    private final Combination combination;
    private final Sparsity sparsity;
    private final double[] weights;
    private final long seed;

    /**
     * Creates the function.
     *
     * @param weights of the teachers
     * @param seed of the sampling of classes, together with the key of an example and the temperature
     */
    DeriveSoftTargets(LabelConfig config, double[] weights, long seed) {
        this.temperatures =
                config.temperatures().stream().mapToDouble(Double::doubleValue).toArray();
        this.combination = config.combine();
        this.sparsity = config.sparsity();
        this.weights = weights.clone();
        this.seed = seed;
    }

    @Override
    public Iterator<Row> call(Row row) {
        String key = row.getString(0);
        float[][] logits = Floats.matrix(row, 1);
        List<Row> targets = new ArrayList<>(temperatures.length);
        for (double temperature : temperatures) {
            float[] probabilities = probabilities(logits, temperature);
            float entropy = (float) Divergence.entropy(probabilities);
            SparseTargets kept = sparsity.of(probabilities, seed(key, temperature));
            targets.add(RowFactory.create(
                    key, kept.classes(), kept.probabilities(), kept.remaining(), entropy, temperature));
        }
        return targets.iterator();
    }

    private long seed(String key, double temperature) {
        UTF8String bytes = UTF8String.fromString(key);
        long hash = XXH64.hashUnsafeBytes(bytes.getBaseObject(), bytes.getBaseOffset(), bytes.numBytes(), seed);
        return XXH64.hashLong(Double.doubleToLongBits(temperature), hash);
    }

    private float[] probabilities(float[][] logits, double temperature) {
        return combination == Combination.LOGITS
                ? Softmax.softTargets(Ensemble.mean(logits, weights), temperature)
                : Ensemble.meanSoftTargets(logits, weights, temperature);
    }
}
