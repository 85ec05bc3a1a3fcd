package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.train.TrainJob;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training by processes of which one is killed in the middle ends with the parameters of an undisturbed run. */
class TrainKillIT {
    private static final int LIMIT_SECONDS = 180;
    private static final String[] DRIVER = settings("train.trainer=driver", "train.epochs=10");
    private static final String[] PARTITION =
            settings("train.trainer=partition", "train.partitions=2", "train.local-steps=8", "train.epochs=2");

    @TempDir
    static Path folder;

    private static TinyTask task;

    private Process process;

    @BeforeAll
    static void makeTheExamples() throws IOException {
        task = new TinyTask(folder);
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int i = 0; i < 2_400; i++) {
            String sentence = TinyTask.sentences(1, i).get(0);
            lines.add(sentence + " number" + i + "\t" + (sentence.contains("good") ? 1 : 0));
        }
        Files.write(task.file("train.tsv"), lines);
        AugmentJob augment = new AugmentJob(task.context(DRIVER));
        augment.validate();
        augment.run(LocalSpark.session());
    }

    @AfterEach
    void stop() {
        if (process != null) {
            Launcher.kill(process);
        }
    }

    @Test
    void theDriverGoesOnFromItsLastEpochWhenItIsKilledInTheNext() throws Exception {
        String[] arguments = {"--master", "local[2]"};
        process = start("driver", DRIVER, "first.out", arguments);
        awaitCheckpoint("driver", "first.out");
        Launcher.kill(process);
        assertThat(parameters("driver")).doesNotExist();
        process = start("driver", DRIVER, "second.out", arguments);
        finish("second.out");

        assertThat(Files.readString(folder.resolve("second.out"))).doesNotContain("Epoch 1 of");
        assertThat(parameters("driver")).hasSameBinaryContentAs(undisturbed("driver-undisturbed", DRIVER));
    }

    @Test
    void partitionsFinishWhenAnExecutorIsKilledInARound() throws Exception {
        process = start(
                "partition",
                PARTITION,
                "partition.out",
                "--master",
                "local-cluster[2,1,1024]",
                "--conf",
                "spark.executor.memory=800m");
        awaitCheckpoint("partition", "partition.out");
        Launcher.killAnExecutor(process);
        finish("partition.out");

        assertThat(Files.readString(folder.resolve("partition.out"))).contains("Lost executor");
        assertThat(parameters("partition")).hasSameBinaryContentAs(undisturbed("partition-undisturbed", PARTITION));
    }

    /** The parameters that the same training has, in this process, when nobody disturbs it. */
    private static Path undisturbed(String output, String... settings) throws IOException {
        copyTheExamples(output);
        String[] all = Stream.concat(Stream.of(settings), Stream.of("output=" + folder.resolve(output)))
                .toArray(String[]::new);
        JobContext context = task.context(all);
        new TrainJob(context).run(LocalSpark.session());
        return parameters(output);
    }

    private static Path parameters(String output) {
        return TinyTask.newestRun(folder.resolve(output))
                .resolve(Artifacts.STUDENT)
                .resolve("parameters.safetensors");
    }

    private Process start(String output, String[] settings, String printed, String... arguments) throws IOException {
        if (!Files.exists(folder.resolve(output))) {
            copyTheExamples(output);
        }
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(List.of(arguments));
        for (String setting : task.settings(settings)) {
            all.addAll(List.of("--set", setting));
        }
        all.addAll(List.of("--set", "output=" + folder.resolve(output)));
        return Launcher.start(folder, folder.resolve(printed), all.toArray(String[]::new));
    }

    private static void copyTheExamples(String output) throws IOException {
        for (String table : List.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE)) {
            FileUtils.copyDirectory(
                    task.output().resolve(table).toFile(),
                    folder.resolve(output).resolve(table).toFile());
        }
    }

    private void finish(String printed) throws Exception {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve(printed)))
                .isZero();
    }

    /** Waits until an epoch, or a round, is done. */
    private void awaitCheckpoint(String output, String printed) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!hasCheckpoint(folder.resolve(output).resolve("_checkpoints"))) {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve(printed)))
                    .isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static boolean hasCheckpoint(Path checkpoints) throws IOException {
        if (!Files.exists(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.anyMatch(file -> file.getFileName().toString().equals("checkpoint.bin"));
        }
    }

    private static String[] settings(String... ofTrainer) {
        List<String> all = new ArrayList<>(List.of(
                "train.soft-weight=0",
                "train.hard-weight=1",
                "train.patience=20",
                "train.checkpoint-minutes=0",
                "train.batch-size=16",
                "train.threads=1"));
        all.addAll(List.of(ofTrainer));
        return all.toArray(String[]::new);
    }
}
