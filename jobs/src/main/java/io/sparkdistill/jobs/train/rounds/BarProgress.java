package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.training.StepResult;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a progress bar per epoch with loss, rows per second and remaining time, and a line after each epoch. */
final class BarProgress implements TrainingProgress {
    private final PrintStream out;
    private final LineProgress lines;
    private ProgressBar bar;

    BarProgress(PrintStream out) {
        this.out = out;
        this.lines = new LineProgress(out);
    }

    @Override
    public void epochStarted(String name, long rows) {
        lines.epochStarted(name, rows);
        bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(rows > 0 ? rows : -1)
                .setUnit(" rows", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .showSpeed()
                .build();
    }

    @Override
    public void stepTaken(StepResult step, double meanLoss) {
        bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", meanLoss));
        bar.stepBy(step.rows());
    }

    @Override
    public void epochFinished(EpochReport report) {
        close();
        lines.epochFinished(report);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
