package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.model.Usage;

/** Keeps account of what a run asks of endpoints, and how much its budget leaves. */
public final class Spending {
    /** The number of texts of the first round, which shows how many tokens a text takes. */
    private static final long PROBE = 8;
    /** The share of what is left that a round may take, while the tokens of a text are an estimate. */
    private static final double CAUTION = 0.9;
    /** A share of the budget that is too small for a further round. */
    private static final double REST = 0.005;

    private final LabelConfig.Budget budget;
    private long rows;
    private Usage usage = Usage.NONE;
    private double cost;

    public Spending(LabelConfig.Budget budget) {
        this.budget = budget;
    }

    /** Adds a round, of texts that were answered or rejected. */
    void add(long asked, Usage used, Price price) {
        rows += asked;
        usage = usage.plus(used);
        cost += price.of(used);
    }

    /**
     * Returns how many texts of one teacher the next round may ask.
     *
     * @param pending number of texts that are left
     * @param asked number of texts that this teacher was asked in this run
     * @param used what this teacher was asked in this run
     */
    long nextRound(long pending, long asked, Usage used, Price price) {
        long allowed = Math.min(pending, budget.rows().map(most -> most - rows).orElse(pending));
        if (budget.tokens().isPresent()) {
            long most = budget.tokens().get();
            allowed = Math.min(
                    allowed, fitting((double) most, (double) (most - usage.tokens()), asked, (double) used.tokens()));
        }
        if (budget.cost().isPresent()) {
            double most = budget.cost().get();
            allowed = Math.min(allowed, fitting(most, most - cost, asked, price.of(used)));
        }
        return Math.max(0, allowed);
    }

    /** Returns how many texts fit into what is left, from the mean of those that were asked. */
    private static long fitting(double most, double left, long asked, double used) {
        if (left <= REST * most) {
            return 0;
        }
        if (asked == 0) {
            return PROBE;
        }
        if (used == 0) {
            return Long.MAX_VALUE; // They cost nothing.
        }
        double fitting = left / (used / asked);
        // Near the end the mean is as good as it gets.
        return (long) (left < (1 - CAUTION) * most ? fitting : CAUTION * fitting);
    }

    @Override
    public String toString() {
        return "asked of endpoints: %,d texts, %,d requests, %,d tokens of prompts, %,d of answers, cost %.4f"
                .formatted(rows, usage.requests(), usage.promptTokens(), usage.completionTokens(), cost);
    }

    /** Returns whether anything was asked. */
    public boolean isAny() {
        return rows > 0;
    }
}
