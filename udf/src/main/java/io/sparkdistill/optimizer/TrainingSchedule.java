package io.sparkdistill.optimizer;

import java.io.Serializable;

/**
 * Applies a learning-rate schedule to the steps of one training.
 *
 * @param totalSteps number of steps of the whole training; only a schedule that is not constant needs it
 */
public record TrainingSchedule(Schedule schedule, long totalSteps) implements Serializable {
    /** Returns the schedule without warm-up and decay, for any number of steps. */
    public static TrainingSchedule constant() {
        return new TrainingSchedule(Schedule.constant(), Long.MAX_VALUE);
    }

    /** Returns the factor for the learning rate of a step, from 1. */
    double factor(long step) {
        return schedule.factor(step, totalSteps);
    }
}
