package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.StepResult;
import java.io.PrintStream;
import java.util.Locale;

/** Prints one line per epoch, as is fit for logs. */
public final class LineProgress implements TrainingProgress {
    private final PrintStream out;
    private final String prefix;
    private String epoch;

    public LineProgress(PrintStream out) {
        this(out, "");
    }

    /**
     * Creates a progress whose lines have a prefix.
     *
     * @param prefix of every line
     */
    public LineProgress(PrintStream out, String prefix) {
        this.out = out;
        this.prefix = prefix;
    }

    @Override
    public void epochStarted(String name, long rows) {
        epoch = name;
    }

    @Override
    public void stepTaken(StepResult step, double meanLoss) {}

    @Override
    public void epochFinished(EpochReport report) {
        ValidationScore validation = report.validation();
        String score = validation.isPresent()
                ? String.format(
                        Locale.ROOT, "%s %.4f, nll %.4f", validation.measure(), validation.share(), validation.nll())
                : "no labeled validation examples";
        Criterion criterion = validation.criterion();
        score += criterion != null && criterion.by().holdsBack() ? ", " + criterion.text() : "";
        out.printf(
                Locale.ROOT,
                "%s%s: loss %.4f, %s; %d rows in %.1f s, %.0f rows/s%n",
                prefix,
                epoch,
                report.trainLoss(),
                score,
                report.rows(),
                report.seconds(),
                report.rowsPerSecond());
    }

    @Override
    public void close() {}
}
