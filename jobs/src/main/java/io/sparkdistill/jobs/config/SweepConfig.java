package io.sparkdistill.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * The settings of a sweep name the variants of a configuration that are compared, and say how more are searched.
 *
 * @param variants with names
 * @param parameters keys whose values are searched
 * @param trials number of combinations that are drawn at random; empty for all
 * @param parallel variants that run at the same time, at most
 */
public record SweepConfig(
        List<SweepVariant> variants,
        List<SweepParameter> parameters,
        Search search,
        Optional<Integer> trials,
        Halving halving,
        int parallel) {
    /** Lists the ways in which combinations of parameters are chosen. */
    public enum Search {
        /** All combinations. */
        GRID,
        /** Combinations that are drawn at random. */
        RANDOM,
        /** All or random combinations, of which only the best ones are trained to the end. */
        HALVING
    }

    /**
     * These settings define the rungs of successive halving.
     *
     * @param minEpochs epochs of the first rung
     * @param reductionFactor of the number of variants from rung to rung, and of the epochs the other way round
     */
    public record Halving(int minEpochs, int reductionFactor) {}

    public SweepConfig {
        variants = List.copyOf(variants);
        parameters = List.copyOf(parameters);
    }

    /** Whether there is nothing to compare. */
    public boolean isEmpty() {
        return variants.isEmpty() && parameters.isEmpty();
    }
}
