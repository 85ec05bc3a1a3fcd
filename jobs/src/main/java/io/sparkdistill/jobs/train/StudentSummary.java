package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.train.rounds.EpochReport;
import java.util.List;

/**
 * A fitted student, as its {@code training.json} tells it.
 *
 * @param name student or baseline
 * @param examples it was fitted to
 * @param embeddings numbers learned in word vectors
 * @param others all other numbers learned
 * @param bestEpoch the epoch whose parameters it holds
 * @param epochs all epochs
 */
public record StudentSummary(
        String name, long examples, long embeddings, long others, int bestEpoch, List<EpochReport> epochs) {
    public StudentSummary {
        epochs = List.copyOf(epochs);
    }

    EpochReport best() {
        return epochs.get(bestEpoch - 1);
    }
}
