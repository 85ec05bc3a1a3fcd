package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.training.Epoch;
import java.io.PrintStream;

/** Watches a training while it runs. */
public interface TrainingProgress extends Epoch.StepListener, AutoCloseable {
    /**
     * An epoch begins.
     *
     * @param epoch its number, from 1
     * @param epochs how many there are at most
     * @param rows how many examples it has, 0 or less when that is not known
     */
    void epochStarted(int epoch, int epochs, long rows);

    /** An epoch and its validation are done. */
    void epochFinished(EpochReport report);

    /** The training ended, well or not. */
    @Override
    void close();

    /** A bar and a line an epoch where a person watches, else a line an epoch alone. */
    static TrainingProgress on(PrintStream out) {
        return Terminal.isPresent() ? new BarProgress(out) : new LineProgress(out);
    }
}
