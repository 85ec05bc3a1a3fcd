package io.sparkdistill.inference;

import io.sparkdistill.model.BatchCost;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What the tasks of a labeling count, summed up on the driver while they run.
 *
 * @param rows answered
 * @param tokens that the model saw
 * @param paddedTokens that the model computed, padding included
 * @param nanos that the model took, on all devices together
 */
public record LabelCounters(
        LongAccumulator rows, LongAccumulator tokens, LongAccumulator paddedTokens, LongAccumulator nanos)
        implements Serializable {
    /** Counters that show in Spark's UI under this name. */
    public static LabelCounters register(SparkContext context, String name) {
        return new LabelCounters(
                context.longAccumulator(name + ": rows"),
                context.longAccumulator(name + ": tokens"),
                context.longAccumulator(name + ": tokens with padding"),
                context.longAccumulator(name + ": nanoseconds in the model"));
    }

    /** All of them. */
    public List<LongAccumulator> all() {
        return List.of(rows, tokens, paddedTokens, nanos);
    }

    void add(BatchCost batch) {
        rows.add(batch.rows());
        tokens.add(batch.tokens());
        paddedTokens.add(batch.paddedTokens());
        nanos.add(batch.nanos());
    }
}
