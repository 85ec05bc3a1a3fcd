package io.sparkdistill.batching;

/**
 * A plan divides inputs that are sorted by length, longest first, into the cheapest batches. The cost of a batch is
 * that of its padded tokens and a constant overhead. So batches tend to end where the length changes, and a large token
 * budget does not pad a small window more than a small budget would. The plan is found by dynamic programming, from the
 * shortest input on.
 */
final class BatchPlan {
    /**
     * The cost of a full batch divided by the overhead of an empty one. {@link TokenBudget} doubles the budget while
     * that saves at least one percent ({@link TokenBudget#GAIN}); where it stops, the measured ratio is about 50. Plans
     * differ little for any ratio near it.
     */
    private static final int FULL_TO_EMPTY = 32;

    /** The exclusive end of the batch that begins at each input. */
    private final int[] ends;

    private BatchPlan(int[] ends) {
        this.ends = ends;
    }

    /**
     * Plans the batches.
     *
     * @param lengths number of tokens of every input, longest first
     * @param tokens maximum number of tokens per batch, padding included; a longer input is a batch of its own
     */
    static BatchPlan of(int[] lengths, BatchLimits limits, int tokens) {
        int[] ends = new int[lengths.length];
        long[] costs = new long[lengths.length + 1]; // The cost of all inputs from this one on, in 1/32 of a token.
        for (int start = lengths.length - 1; start >= 0; start--) {
            costs[start] = Long.MAX_VALUE;
            for (int end = start + 1;
                    end <= lengths.length && limits.allow(end - start, lengths[start], tokens);
                    end++) {
                long cost = (long) (end - start) * lengths[start] * FULL_TO_EMPTY + tokens + costs[end];
                if (cost <= costs[start]) {
                    costs[start] = cost;
                    ends[start] = end;
                }
            }
        }
        return new BatchPlan(ends);
    }

    /** Returns the exclusive end of the batch that begins at an input. Any input may begin a batch. */
    int end(int start) {
        return ends[start];
    }
}
