package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.training.Epoch;

/** Shows the progress of a training. */
public interface TrainingProgress extends Epoch.StepListener, AutoCloseable {
    /**
     * Is called when an epoch starts, or what is trained between two validations.
     *
     * @param name for people, with its number and the largest number
     * @param rows number of its examples; 0 or less if unknown
     */
    void epochStarted(String name, long rows);

    /** Is called after its validation. */
    void epochFinished(EpochReport report);

    /** Is called when the training ends or fails. */
    @Override
    void close();

    /** The most epochs that have a line each. */
    int MOST_LINES = 25;

    /**
     * Returns a progress on standard output: a bar and a line per epoch on a terminal, else a line per epoch. Many epochs
     * have one bar and one line together.
     *
     * @param epochs number of epochs or validations, at most
     */
    static TrainingProgress onTerminal(long epochs) {
        if (epochs > MOST_LINES) {
            return new ManyEpochsProgress(Terminal.out(), epochs);
        }
        return Terminal.isPresent() ? new BarProgress(Terminal.out()) : new LineProgress(Terminal.out());
    }
}
