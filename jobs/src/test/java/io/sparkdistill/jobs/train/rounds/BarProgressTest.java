package io.sparkdistill.jobs.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.training.StepResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BarProgressTest {
    @Test
    void showsRowsAndLossAndLeavesALineAnEpoch() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (TrainingProgress progress = new BarProgress(new PrintStream(printed, true, StandardCharsets.UTF_8))) {
            progress.epochStarted("Epoch 1 of 2", 64);
            progress.stepTaken(new StepResult(0.7, 32, 32), 0.7);
            progress.stepTaken(new StepResult(0.5, 32, 32), 0.6);
            progress.epochFinished(new EpochReport(1, 64, 0.6, new ValidationScore(0.75, 0.5), 2));
            progress.epochStarted("Epoch 2 of 2", 0);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Epoch 1 of 2", "64/64 rows", "loss 0.6000")
                .contains(
                        "Epoch 1 of 2: loss 0.6000, validation accuracy 0.7500, nll 0.5000; 64 rows in 2.0 s, 32 rows/s")
                .contains("Epoch 2 of 2");
    }
}
