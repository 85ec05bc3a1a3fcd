package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;

/** Where the steps of a training are taken. An epoch is one round or more, and each round leads from state to state. */
public sealed interface Rounds permits DriverRounds, PartitionRounds {
    /**
     * A finished round.
     *
     * @param state it led to
     * @param seen examples and losses
     * @param endsEpoch whether every example of the epoch has been seen
     */
    record Outcome(TrainingState state, Epoch.Outcome seen, boolean endsEpoch) {}

    /** How many examples an epoch has. */
    long examples();

    /** How many steps an epoch has: those of the part that takes most, where some are taken side by side. */
    long stepsOfEpoch();

    /** What decides the result besides settings and examples. */
    String identity();

    /**
     * Takes the steps of a round. The same arguments give the same result, bit by bit.
     *
     * @param from the state before it
     * @param epoch from 1
     * @param round from 0, within its epoch
     */
    Outcome run(TrainingState from, int epoch, int round, Epoch.StepListener listener);
}
