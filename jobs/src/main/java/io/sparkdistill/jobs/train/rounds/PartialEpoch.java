package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.Epoch;

/**
 * What the finished rounds of an unfinished epoch saw.
 *
 * @param rounds how many they are
 * @param rows examples
 * @param lossSum over these examples
 * @param seconds they took
 */
public record PartialEpoch(int rounds, long rows, double lossSum, double seconds) {
    static final PartialEpoch START = new PartialEpoch(0, 0, 0, 0);

    PartialEpoch with(Epoch.Outcome round, double moreSeconds) {
        return new PartialEpoch(rounds + 1, rows + round.rows(), lossSum + round.lossSum(), seconds + moreSeconds);
    }
}
