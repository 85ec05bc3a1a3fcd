package io.sparkdistill.batching;

/**
 * The batches that cost least for inputs which are sorted by length, longest first. A batch costs the tokens of its
 * padded inputs and something of its own; so a batch that is nearly full ends where the length changes, and a large
 * budget pads a small window no more than a small budget does. Found by dynamic programming from the shortest input on.
 */
final class BatchPlan {
    /**
     * A full batch costs so many times as much as an empty one. A budget is doubled as long as that gains a hundredth
     * ({@link TokenBudget#GAIN}); at that point the ratio is about 50, and for any ratio near it the plan hardly
     * differs.
     */
    private static final int FULL_TO_EMPTY = 32;

    /** Where the batch ends that begins at an input. */
    private final int[] ends;

    private BatchPlan(int[] ends) {
        this.ends = ends;
    }

    /**
     * Plans the batches.
     *
     * @param lengths tokens of every input, longest first
     * @param tokens in a batch at most, padding included; an input longer than that is a batch of its own
     */
    static BatchPlan of(int[] lengths, BatchLimits limits, int tokens) {
        int[] ends = new int[lengths.length];
        long[] costs = new long[lengths.length + 1]; // Of all inputs from this one on, in 1/32 of a token.
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

    /** Where the batch ends that begins here, exclusive. It begins at the first input, or where another ends. */
    int end(int start) {
        return ends[start];
    }
}
