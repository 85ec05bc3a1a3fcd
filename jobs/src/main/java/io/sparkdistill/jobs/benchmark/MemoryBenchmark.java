package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.PreparedNetwork;
import io.sparkdistill.jobs.train.rounds.Checkpoints;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;

/** Trains a student on the driver on soft targets of random sentences, and prints speed and memory meanwhile. */
public final class MemoryBenchmark {
    private final JobContext context;
    private final PrintWriter out;

    public MemoryBenchmark(JobContext context, PrintWriter out) {
        this.context = context;
        this.out = out;
    }

    /** Makes this number of rows and trains on them. */
    public void run(SparkSession spark, long rows) {
        new RandomSoftTargets(context, spark).write(rows);
        long start = System.nanoTime();
        PyTorch.useThreads(Runtime.getRuntime().availableProcessors());
        try (PreparedNetwork prepared = PreparedNetwork.of(context, spark, "the benchmark")) {
            Rounds rounds = prepared.driverRounds();
            out.printf(
                    "%,d rows of soft targets, encoded in %.1f s; heap of %,d MB at most%n",
                    prepared.count(),
                    (System.nanoTime() - start) / 1e9,
                    Runtime.getRuntime().maxMemory() >> 20);
            Path folder = Files.createTempDirectory("benchmark");
            new Trainer(prepared.settings(), Checkpoints.in(folder), new MemoryProgress(out))
                    .train(prepared.model(), rounds, List.of());
            FileUtils.deleteDirectory(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep checkpoints: " + e.getMessage(), e);
        }
    }
}
