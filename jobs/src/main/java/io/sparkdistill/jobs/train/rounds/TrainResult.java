package io.sparkdistill.jobs.train.rounds;

/**
 * A finished training; the model holds the parameters of its best epoch.
 *
 * @param history every epoch, those before a resume included
 * @param ending why it stopped
 */
public record TrainResult(TrainingHistory history, Ending ending) {
    /** Why a training stopped. */
    public enum Ending {
        /** It reached the last epoch asked for. */
        LAST_EPOCH,
        /** Validation did not get better for as many epochs as its patience. */
        PATIENCE
    }

    /** The epoch whose parameters the model holds. */
    public EpochReport bestEpoch() {
        return history.epochs().get(history.bestEpoch() - 1);
    }
}
