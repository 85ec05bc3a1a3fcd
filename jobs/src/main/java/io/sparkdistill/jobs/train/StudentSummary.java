package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.train.rounds.EpochReport;
import java.util.List;

/**
 * A student summary describes a trained student, as {@code training.json} stores it.
 *
 * @param name of the student or the baseline
 * @param examples number of training examples
 * @param embeddings number of parameters in word vectors
 * @param others number of all other parameters
 * @param bestEpoch number of the epoch whose parameters the student has
 * @param epochs metrics of all epochs
 */
public record StudentSummary(
        String name, long examples, long embeddings, long others, int bestEpoch, List<EpochReport> epochs) {
    public StudentSummary {
        epochs = List.copyOf(epochs);
    }

    /** Returns the report of the epoch whose parameters the student has. */
    public EpochReport best() {
        return epochs.get(bestEpoch - 1);
    }
}
