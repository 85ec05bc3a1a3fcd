package io.sparkdistill.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.JobContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainBenchmarkTest {
    private final StringWriter printed = new StringWriter();
    private final PrintWriter out = new PrintWriter(printed);

    @TempDir
    private Path folder;

    @Test
    void comparesBothTrainersWithABareLoop() throws IOException {
        JobContext context = new TinyTask(folder)
                .context("train.soft-weight=0", "train.hard-weight=1", "train.epochs=2", "train.local-steps=2");
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());

        new TrainBenchmark(context, out).run(LocalSpark.session(), 1);

        // One measurement is the median, the slowest and the fastest; a way is 1.00 times as fast as itself.
        assertThat(printed.toString())
                .contains("× bare", "× driver")
                .containsPattern("bare DJL loop, 2 threads +│ +([\\d.]+) │ +\\1 │ +\\1 │ +1\\.00 │ +[\\d.]+ ")
                .containsPattern("our steps alone, 2 threads +│ +([\\d.]+) │ +\\1 │ +\\1 │ +[\\d.]+ │ +[\\d.]+ ")
                .containsPattern("driver trainer, 2 threads +│ +([\\d.]+) │ +\\1 │ +\\1 │ +[\\d.]+ │ +1\\.00 ")
                .containsPattern("validation accuracy, driver trainer, 2 threads: [01]\\.\\d{4}")
                .containsPattern("validation accuracy, partition trainer, 2 partitions of 1 thread: [01]\\.\\d{4}");
    }

    @Test
    void showsMemoryAfterEachTenthOfTheRowsThatItMakes() throws IOException {
        JobContext context = new TinyTask(folder)
                .context("train.temperature=2", "train.soft-weight=1", "train.hard-weight=0", "train.epochs=1");

        new MemoryBenchmark(context, out).run(LocalSpark.session(), 640);

        assertThat(printed.toString()).contains("640 rows of soft targets, encoded in ");
        assertThat(printed.toString()
                        .lines()
                        .filter(line -> line.matches(" +\\d+ +[\\d,]+ +[\\d,]+ +([\\d,]+|unknown)")))
                .hasSize(10)
                .first()
                .asString()
                .startsWith("          64 ");
        assertThat(printed.toString().lines().reduce("", (earlier, line) -> line))
                .startsWith("         640 ");
    }
}
