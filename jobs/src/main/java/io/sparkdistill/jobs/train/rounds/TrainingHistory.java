package io.sparkdistill.jobs.train.rounds;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** The epochs of a training, first to last. */
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

    /** Number of the epoch with the best validation, the earliest of equals; 0 before the first. */
    public int bestEpoch() {
        EpochReport best = null;
        for (EpochReport epoch : epochs) {
            if (best == null || epoch.validation().isBetterThan(best.validation())) {
                best = epoch;
            }
        }
        return best == null ? 0 : best.epoch();
    }

    /** Whether the last {@code patience} epochs, more than 0, were all worse than the best one. */
    boolean hasStalled(int patience) {
        return patience > 0 && epochs.size() - bestEpoch() >= patience;
    }
}
