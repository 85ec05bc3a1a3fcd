package io.sparkdistill.jobs.train.rounds;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** A training history has the metrics of the finished epochs of a training, in order. */
public record TrainingHistory(List<EpochReport> epochs) implements Serializable {
    public TrainingHistory {
        epochs = List.copyOf(epochs);
    }

    public static TrainingHistory empty() {
        return new TrainingHistory(List.of());
    }

    TrainingHistory with(EpochReport epoch) {
        return new TrainingHistory(
                Stream.concat(epochs.stream(), Stream.of(epoch)).toList());
    }

    /**
     * Returns the number of the epoch with the best validation score, the first one if several are equal; 0 for none.
     */
    public int bestEpoch() {
        EpochReport best = null;
        for (EpochReport epoch : epochs) {
            if (best == null || epoch.validation().isBetterThan(best.validation())) {
                best = epoch;
            }
        }
        return best == null ? 0 : best.epoch();
    }

    /** Whether the best epoch is {@code patience} epochs ago; never for a patience of 0. */
    boolean hasStalled(int patience) {
        return patience > 0 && epochs.size() - bestEpoch() >= patience;
    }
}
