package io.sparkdistill.inference;

import io.sparkdistill.model.BatchCost;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * The counters count the work of labeling; Spark sums them up on the driver while tasks run.
 *
 * @param rows number of labeled rows
 * @param tokens number of tokens of the inputs
 * @param paddedTokens number of tokens that the model processed, padding included
 * @param nanos time that the model took, in nanoseconds, summed over all devices
 */
public record LabelCounters(
        LongAccumulator rows, LongAccumulator tokens, LongAccumulator paddedTokens, LongAccumulator nanos)
        implements Serializable {
    /** Creates counters that are shown in Spark's UI under this name. */
    public static LabelCounters register(SparkContext context, String name) {
        return new LabelCounters(
                context.longAccumulator(name + ": rows"),
                context.longAccumulator(name + ": tokens"),
                context.longAccumulator(name + ": tokens with padding"),
                context.longAccumulator(name + ": nanoseconds in the model"));
    }

    /** Returns all counters. */
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
