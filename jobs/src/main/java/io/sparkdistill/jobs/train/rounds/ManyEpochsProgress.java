package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.training.StepResult;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a training of many epochs as one bar on a terminal, and the best epoch as one line at the end. */
final class ManyEpochsProgress implements TrainingProgress {
    private final PrintStream out;
    private final ProgressBar bar;
    private EpochReport best;
    private int last;

    /**
     * Starts with an empty bar, if there is a terminal.
     *
     * @param epochs number of epochs or validations, at most
     */
    ManyEpochsProgress(PrintStream out, long epochs) {
        this.out = out;
        this.bar = Terminal.isPresent()
                ? new ProgressBarBuilder()
                        .setTaskName("Epochs")
                        .setInitialMax(epochs)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(out))
                        .build()
                : null;
    }

    @Override
    public void epochStarted(String name, long rows) {}

    @Override
    public void stepTaken(StepResult step, double meanLoss) {}

    @Override
    public void epochFinished(EpochReport report) {
        last = report.epoch();
        best = best == null || report.validation().isBetterThan(best.validation()) ? report : best;
        if (bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", report.trainLoss()));
            bar.stepTo(last);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
        if (best != null) {
            LineProgress line = new LineProgress(out);
            line.epochStarted("Best of %d epochs: %d".formatted(last, best.epoch()), best.rows());
            line.epochFinished(best);
            best = null;
        }
    }
}
