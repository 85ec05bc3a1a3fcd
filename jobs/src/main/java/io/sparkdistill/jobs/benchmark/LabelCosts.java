package io.sparkdistill.jobs.benchmark;

/**
 * Label costs are what a cost model of labeling takes from measured runs. Each cost is in seconds.
 *
 * @param perRow inference per row on one slot
 * @param otherPerRow everything else per row on one slot: reading, counting, spreading the rows, soft targets
 * @param fixed per run, whatever its rows
 * @param perCommit on the driver per commit, while slots run the next one
 * @param writePerRow writing of logits per row on one slot
 * @param spread standard deviation of the durations of equal tasks, as a share of their mean
 */
public record LabelCosts(
        double perRow, double otherPerRow, double fixed, double perCommit, double writePerRow, double spread) {}
