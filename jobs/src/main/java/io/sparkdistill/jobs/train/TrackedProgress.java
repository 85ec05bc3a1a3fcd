package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.TrainingProgress;
import io.sparkdistill.training.StepResult;
import java.util.function.Consumer;

/**
 * Shows the progress of a training and hands its epochs to a tracker.
 *
 * @param shown progress for people
 * @param tracker that is called after each epoch
 */
record TrackedProgress(TrainingProgress shown, Consumer<EpochReport> tracker) implements TrainingProgress {
    @Override
    public void epochStarted(String name, long rows) {
        shown.epochStarted(name, rows);
    }

    @Override
    public void stepTaken(StepResult step, double meanLoss) {
        shown.stepTaken(step, meanLoss);
    }

    @Override
    public void epochFinished(EpochReport report) {
        shown.epochFinished(report);
        tracker.accept(report);
    }

    @Override
    public void close() {
        shown.close();
    }
}
