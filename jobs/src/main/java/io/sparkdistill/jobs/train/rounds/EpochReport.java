package io.sparkdistill.jobs.train.rounds;

import java.io.Serializable;

/**
 * One pass over the examples.
 *
 * @param epoch its number, from 1
 * @param rows examples seen
 * @param trainLoss mean loss over them, each before the step that used it
 * @param validation the student at the end of the epoch
 * @param seconds time for the steps, without validation
 */
public record EpochReport(int epoch, long rows, double trainLoss, ValidationScore validation, double seconds)
        implements Serializable {
    public double rowsPerSecond() {
        return rows / seconds;
    }
}
