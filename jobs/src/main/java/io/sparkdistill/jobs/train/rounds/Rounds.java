package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;

/**
 * Takes the optimizer steps of a training in rounds. An epoch has one or more rounds, and each gives the next state.
 */
public sealed interface Rounds permits DriverRounds, PartitionRounds {
    /**
     * An outcome holds the result of a round of optimizer steps.
     *
     * @param state of model and optimizer after the round
     * @param seen number of examples and their losses
     * @param endsEpoch whether this is the last round of its epoch
     */
    record Outcome(TrainingState state, Epoch.Outcome seen, boolean endsEpoch) {}

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
     * @param epoch number of the epoch, from 1
     * @param round number of the round within the epoch, from 0
     */
    Outcome run(TrainingState from, int epoch, int round, Epoch.StepListener listener);
}
