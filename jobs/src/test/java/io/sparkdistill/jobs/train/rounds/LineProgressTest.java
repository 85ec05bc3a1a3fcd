package io.sparkdistill.jobs.train.rounds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.config.TrainConfig.SelectBy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class LineProgressTest {
    @Test
    void onlyScoresOnExamplesHeldBackAreCalledSo() {
        assertThat(line(new Criterion(SelectBy.SOFT_LOSS, 1.25)))
                .isEqualTo(
                        "student: 3: loss 0.5000, validation accuracy 0.7500, nll 0.6000, soft loss held back 1.2500; 20 rows in 2.0 s, 10 rows/s%n"
                                .formatted());
        for (Criterion ofValidation : new Criterion[] {null, new Criterion(SelectBy.NLL, 0.6)}) {
            assertThat(line(ofValidation))
                    .isEqualTo(
                            "student: 3: loss 0.5000, validation accuracy 0.7500, nll 0.6000; 20 rows in 2.0 s, 10 rows/s%n"
                                    .formatted());
        }
    }

    private static String line(Criterion criterion) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineProgress progress = new LineProgress(new PrintStream(out, true, UTF_8), "student: ");
        progress.epochStarted("3", 20);
        progress.epochFinished(new EpochReport(3, 20, 0.5, new ValidationScore(0.75, null, 0.6, criterion), 2));
        return out.toString(UTF_8);
    }
}
