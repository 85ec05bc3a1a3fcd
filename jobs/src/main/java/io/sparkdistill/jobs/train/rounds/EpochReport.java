package io.sparkdistill.jobs.train.rounds;

import java.io.Serializable;

/**
 * An epoch report has the metrics of one epoch, or of what was trained between two validations where
 * {@code train.validate-every} is set, as {@code training.json} stores them.
 *
 * @param epoch number of the epoch or of the validation, from 1
 * @param rows number of examples
 * @param trainLoss mean training loss; that of an example is computed before the step that uses it
 * @param validation score of the student at the end
 * @param seconds duration of the optimizer steps, without validation
 */
public record EpochReport(int epoch, long rows, double trainLoss, ValidationScore validation, double seconds)
        implements Serializable {
    public double rowsPerSecond() {
        return rows / seconds;
    }
}
