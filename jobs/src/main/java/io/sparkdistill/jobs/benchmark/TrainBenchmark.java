package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.benchmark.Timings.Reference;
import io.sparkdistill.jobs.config.TrainConfig.Partitioning;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.PreparedNetwork;
import io.sparkdistill.jobs.train.rounds.Checkpoints;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.Trainer;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import io.sparkdistill.network.Example;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.training.TrainingStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;

/**
 * Measures how fast the same student is trained on the same examples in several ways, each on two cores: a bare DJL
 * loop, and the optimizer steps of this project, both on batches in memory; the driver trainer, which also streams,
 * shuffles and writes checkpoints; and the partition trainer on two partitions. The ways take turns, so that other load
 * of the machine affects all of them.
 */
public final class TrainBenchmark {
    private static final int CORES = 2;
    private static final String BARE = "bare DJL loop, 2 threads";
    private static final String STEPS = "our steps alone, 2 threads";
    private static final String DRIVER = "driver trainer, 2 threads";
    private static final String PARTITION = "partition trainer, 2 partitions of 1 thread";

    private final JobContext context;
    private final PrintWriter out;
    private final Timings timings = new Timings();
    private final Map<String, Double> accuracies = new LinkedHashMap<>();

    /**
     * Creates a benchmark.
     *
     * @param context of a run whose transfer set exists, and its soft targets if training needs a teacher
     */
    public TrainBenchmark(JobContext context, PrintWriter out) {
        this.context = context;
        this.out = out;
    }

    /** Measures every way this many times, after a warm-up, and prints the medians. */
    public void run(SparkSession spark, int repeats) {
        try (PreparedNetwork prepared = PreparedNetwork.of(context, spark, "the benchmark")) {
            PyTorch.useThreads(CORES);
            StudentModel model = prepared.model();
            Rounds driver = prepared.driverRounds();
            Rounds partition = prepared.partitionRounds(new Partitioning(
                    CORES, context.config().train().partitioning().localSteps()));
            TrainerSettings settings = prepared.settings();
            List<List<Example>> batches = batches(settings, prepared.epochExamples());
            Optional<BareTraining> bare = BareNetwork.like(model).map(network -> new BareTraining(network, model));
            float[][] start = model.exportParameters();
            for (int repeat = 0; repeat <= repeats; repeat++) {
                bare.ifPresent(training -> timings.time(BARE, () -> batches.forEach(training::step)));
                timings.time(STEPS, () -> steps(settings, model, start, batches));
                fit(DRIVER, prepared, start, driver);
                fit(PARTITION, prepared, start, partition);
                print(repeat, batches.size());
            }
            bare.ifPresent(BareTraining::close);
            print(prepared, repeats, bare.isPresent() ? BARE : STEPS);
        }
    }

    /** Returns the batches of all epochs. */
    private static List<List<Example>> batches(TrainerSettings settings, IntFunction<Iterator<Example>> epochs) {
        List<List<Example>> batches = new ArrayList<>();
        for (int epoch = 1; epoch <= settings.stopping().epochs(); epoch++) {
            settings.epoch(epoch).batches(epochs.apply(epoch)).forEachRemaining(batches::add);
        }
        return batches;
    }

    private static void steps(
            TrainerSettings settings, StudentModel model, float[][] start, List<List<Example>> batches) {
        model.importParameters(start);
        try (TrainingStep step = new TrainingStep(
                model,
                settings.loss(),
                settings.optimization().optimizer(),
                settings.optimization().clipping())) {
            batches.forEach(step::step);
        }
    }

    private void fit(String way, PreparedNetwork prepared, float[][] start, Rounds rounds) {
        StudentModel model = prepared.model();
        model.importParameters(start);
        try {
            Path folder = Files.createTempDirectory("benchmark");
            Trainer trainer = new Trainer(prepared.settings(), Checkpoints.in(folder), new SilentProgress());
            timings.time(way, () -> train(trainer, model, rounds));
            accuracies.put(
                    way,
                    ValidationScore.of(model, prepared.validation().examples()).accuracy());
            FileUtils.deleteDirectory(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep checkpoints: " + e.getMessage(), e);
        }
    }

    // Validation is not timed, because the bare loop has none.
    private static void train(Trainer trainer, StudentModel model, Rounds rounds) {
        try {
            trainer.train(model, rounds, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a checkpoint: " + e.getMessage(), e);
        }
    }

    private void print(int repeat, int steps) {
        if (repeat == 0) {
            out.printf("warmed up with %,d steps a way%n", steps);
            timings.clear();
        } else {
            out.printf("measured %d times%n", repeat);
        }
        out.flush();
    }

    private void print(PreparedNetwork prepared, int repeats, String reference) {
        int epochs = prepared.settings().stopping().epochs();
        String title = "%s, %,d rows, %d epochs, median of %d"
                .formatted(prepared.model().name(), prepared.count(), epochs, repeats);
        out.println(timings.table(
                title,
                prepared.count() * epochs,
                new Reference("× bare", reference),
                new Reference("× driver", DRIVER)));
        accuracies.forEach((way, accuracy) -> out.printf("validation accuracy, %s: %.4f%n", way, accuracy));
        out.flush();
    }
}
