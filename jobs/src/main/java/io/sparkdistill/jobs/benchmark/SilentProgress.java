package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.TrainingProgress;
import io.sparkdistill.training.StepResult;

/** Shows no progress, since a benchmark prints its own results. */
class SilentProgress implements TrainingProgress {
    @Override
    public void epochStarted(String name, long rows) {}

    @Override
    public void stepTaken(StepResult step, double meanLoss) {}

    @Override
    public void epochFinished(EpochReport report) {}

    @Override
    public void close() {}
}
