package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.Epoch;

/**
 * A partial epoch sums up the finished rounds since the last validation.
 *
 * @param steps optimizer steps since the training started
 * @param rows examples in these rounds
 * @param lossSum sum of the losses of these examples
 * @param seconds duration of these rounds
 */
public record PartialEpoch(long steps, long rows, double lossSum, double seconds) {
    static final PartialEpoch START = new PartialEpoch(0, 0, 0, 0);

    PartialEpoch with(Rounds.Outcome round, double moreSeconds) {
        Epoch.Outcome seen = round.seen();
        return new PartialEpoch(
                steps + round.steps(), rows + seen.rows(), lossSum + seen.lossSum(), seconds + moreSeconds);
    }

    /** Returns the start of the next part, after a validation. */
    PartialEpoch validated() {
        return new PartialEpoch(steps, 0, 0, 0);
    }
}
