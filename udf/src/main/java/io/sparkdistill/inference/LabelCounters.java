package io.sparkdistill.inference;

import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.Usage;
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
 * @param requests number of requests to an endpoint
 * @param promptTokens number of tokens of prompts, as an endpoint counts them
 * @param completionTokens number of tokens of answers, as an endpoint counts them
 */
public record LabelCounters(
        LongAccumulator rows,
        LongAccumulator tokens,
        LongAccumulator paddedTokens,
        LongAccumulator nanos,
        LongAccumulator requests,
        LongAccumulator promptTokens,
        LongAccumulator completionTokens)
        implements Serializable {
    /** Creates counters that are shown in Spark's UI under this name. */
    public static LabelCounters register(SparkContext context, String name) {
        return new LabelCounters(
                context.longAccumulator(name + ": rows"),
                context.longAccumulator(name + ": tokens"),
                context.longAccumulator(name + ": tokens with padding"),
                context.longAccumulator(name + ": nanoseconds in the model"),
                context.longAccumulator(name + ": requests"),
                context.longAccumulator(name + ": tokens of prompts"),
                context.longAccumulator(name + ": tokens of answers"));
    }

    /** Returns all counters. */
    public List<LongAccumulator> all() {
        return List.of(rows, tokens, paddedTokens, nanos, requests, promptTokens, completionTokens);
    }

    /** Returns what the tasks that have succeeded so far asked of an endpoint; call it on the driver. */
    public Usage usage() {
        return new Usage(requests.value(), promptTokens.value(), completionTokens.value());
    }

    void add(BatchCost batch) {
        rows.add(batch.rows());
        tokens.add(batch.tokens());
        paddedTokens.add(batch.paddedTokens());
        nanos.add(batch.nanos());
        requests.add(batch.usage().requests());
        promptTokens.add(batch.usage().promptTokens());
        completionTokens.add(batch.usage().completionTokens());
    }
}
