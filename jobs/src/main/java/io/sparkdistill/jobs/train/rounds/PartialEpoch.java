package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.Epoch;

/**
 * A partial epoch sums up the finished rounds of an epoch that is not finished itself.
 *
 * @param rounds number of finished rounds
 * @param rows examples in these rounds
 * @param lossSum sum of the losses of these examples
 * @param seconds duration of these rounds
 */
public record PartialEpoch(int rounds, long rows, double lossSum, double seconds) {
    static final PartialEpoch START = new PartialEpoch(0, 0, 0, 0);

    PartialEpoch with(Epoch.Outcome round, double moreSeconds) {
        return new PartialEpoch(rounds + 1, rows + round.rows(), lossSum + round.lossSum(), seconds + moreSeconds);
    }
}
