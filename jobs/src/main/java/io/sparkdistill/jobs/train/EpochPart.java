package io.sparkdistill.jobs.train;

import io.sparkdistill.network.Epoch;

/**
 * What the finished rounds of an unfinished epoch saw.
 *
 * @param rounds how many they are
 * @param rows examples
 * @param lossSum over these examples
 * @param seconds they took
 */
record EpochPart(int rounds, long rows, double lossSum, double seconds) {
    static final EpochPart START = new EpochPart(0, 0, 0, 0);

    EpochPart with(Epoch.Outcome round, double moreSeconds) {
        return new EpochPart(rounds + 1, rows + round.rows(), lossSum + round.lossSum(), seconds + moreSeconds);
    }
}
