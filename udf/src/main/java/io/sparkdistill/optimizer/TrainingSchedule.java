package io.sparkdistill.optimizer;

import java.io.Serializable;

/**
 * A schedule on the steps of one training.
 *
 * @param steps of the whole training; only a schedule that is not flat needs it
 */
public record TrainingSchedule(Schedule schedule, long steps) implements Serializable {
    /** The optimizer's own rate at every step, however many there are. */
    public static TrainingSchedule constant() {
        return new TrainingSchedule(Schedule.constant(), Long.MAX_VALUE);
    }

    /** The share of the learning rate at a step, from 1. */
    double factor(long step) {
        return schedule.factor(step, steps);
    }
}
