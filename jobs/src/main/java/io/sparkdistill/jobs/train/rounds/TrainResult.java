package io.sparkdistill.jobs.train.rounds;

/**
 * A train result describes a finished training, after which the model has the parameters of the best epoch.
 *
 * @param history of all epochs, including those before a resume
 * @param ending why the training stopped
 */
public record TrainResult(TrainingHistory history, Ending ending) {
    /** An ending states the reason why a training stopped. */
    public enum Ending {
        /** The training reached the last epoch of its settings. */
        LAST_EPOCH,
        /** The validation score did not improve for as many epochs as the patience. */
        PATIENCE,
        /** The training pauses after some epochs, and can be resumed from its checkpoint. */
        PAUSED
    }

    /** The epoch whose parameters the model has. */
    public EpochReport bestEpoch() {
        return history.epochs().get(history.bestEpoch() - 1);
    }
}
