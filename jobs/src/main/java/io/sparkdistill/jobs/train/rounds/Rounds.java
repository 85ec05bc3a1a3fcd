package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;
import java.util.function.BooleanSupplier;

/**
 * Takes the optimizer steps of a training in rounds, each of which gives the next state.
 */
public sealed interface Rounds permits DriverRounds, PartitionRounds {
    /**
     * An outcome holds the result of a round of optimizer steps.
     *
     * @param state of model and optimizer after the round
     * @param seen number of examples and their losses
     * @param steps number of steps that were taken, at least 1
     */
    record Outcome(TrainingState state, Epoch.Outcome seen, long steps) {}

    /**
     * A span selects the steps that a round may take.
     *
     * @param first number of steps that were taken before, in all epochs
     * @param most number of steps up to the next validation; partitions may take more, since their round is not cut
     * @param isDue whether a checkpoint is due, so that a round in this process ends
     */
    record Span(long first, long most, BooleanSupplier isDue) {}

    /** The number of examples per epoch. */
    long examples();

    /** The number of optimizer steps per epoch; that of the longest partition, where partitions work in parallel. */
    long stepsOfEpoch();

    /** Returns a text with everything that the result depends on besides settings and examples. */
    String identity();

    /**
     * Takes the optimizer steps of a round. The same arguments give the same bits.
     *
     * @param from state before the round
     */
    Outcome run(TrainingState from, Span span, Epoch.StepListener listener);
}
