package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labeling by a driver and two executors, each a process, of which one is killed in the middle. */
class KillIT {
    private static final int ROWS = 1_200;
    private static final int CHUNKS = 6;
    private static final int LIMIT_SECONDS = 120;
    private static final String[] SETTINGS = {
        "teachers=[{name=slow, model=${data}/slow.pt, tokenizer=${data}/tokenizer.json, max-tokens=16}]",
        "label.max-batch-rows=4",
        "label.window-rows=50",
        "label.commit-rows=" + ROWS / CHUNKS
    };

    @TempDir
    static Path folder;

    private static TinyTask task;
    private static Map<String, float[]> undisturbed;

    private Process driver;

    @BeforeAll
    static void labelUndisturbed() throws IOException {
        task = new TinyTask(folder);
        TinyTeacher.writeModel(task.file("slow.pt"), TinyTeacher.SLOW);
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            sentences.add(TinyTask.sentences(1, i).get(0) + " number" + i + (i % 400 == 7 ? " poison" : ""));
        }
        task.writeUnlabeled(sentences);
        JobContext context = task.context(SETTINGS[0]);
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
        LabelJob label = new LabelJob(context);
        label.validate();
        label.run(LocalSpark.session());
        undisturbed = StoredLogits.byKey(StoredLogits.rows(task.output()));
        assertThat(undisturbed.size()).isGreaterThan(ROWS);
    }

    @BeforeEach
    void copyTheExamples() throws IOException {
        FileUtils.deleteDirectory(disturbed().toFile());
        for (String table : List.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE)) {
            FileUtils.copyDirectory(
                    task.output().resolve(table).toFile(),
                    disturbed().resolve(table).toFile());
        }
    }

    @AfterEach
    void stop() {
        Launcher.kill(driver);
    }

    @Test
    void losesNoRowWhenAnExecutorIsKilled() throws Exception {
        driver = start("first.out");
        awaitPartOfTheLogits();
        Launcher.killAnExecutor(driver);
        finish("first.out");
        assertThat(Files.readString(folder.resolve("first.out"))).contains("Lost executor");
        expectWhatAnUndisturbedRunWrites();
    }

    @Test
    void goesOnWhereItWasWhenTheDriverIsKilled() throws Exception {
        driver = start("first.out");
        awaitPartOfTheLogits();
        Launcher.kill(driver);
        long before = rows(disturbed(), Logits.TABLE).count();
        assertThat(before).isBetween(1L, undisturbed.size() - 1L);
        driver = start("second.out");
        finish("second.out");
        assertThat(Files.readString(folder.resolve("second.out"))).contains("%,d".formatted(before));
        expectWhatAnUndisturbedRunWrites();
    }

    private Process start(String output) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("label", "--master", "local-cluster[2,1,1024]", "--conf", "spark.executor.memory=800m"));
        for (String setting : task.settings(SETTINGS)) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of("--set", "output=" + disturbed()));
        return Launcher.start(folder, folder.resolve(output), arguments.toArray(String[]::new));
    }

    private void finish(String output) throws Exception {
        assertThat(driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(driver.exitValue())
                .as(Files.readString(folder.resolve(output)))
                .isZero();
    }

    /** Waits until two chunks are there, of {@value #CHUNKS}. */
    private void awaitPartOfTheLogits() throws Exception {
        StoredLogits.awaitCommits(
                2, disturbed(), driver, folder.resolve("first.out"), Duration.ofSeconds(LIMIT_SECONDS));
    }

    private void expectWhatAnUndisturbedRunWrites() {
        Map<String, float[]> logits = StoredLogits.byKey(StoredLogits.rows(disturbed()));
        assertThat(logits.keySet()).isEqualTo(undisturbed.keySet());
        logits.forEach((key, values) -> assertThat(values).containsExactly(undisturbed.get(key), within(1e-4f)));
        assertThat(rejectedKeys(disturbed()))
                .containsExactlyInAnyOrderElementsOf(rejectedKeys(task.output()))
                .hasSize(ROWS / 400);
    }

    private static Path disturbed() {
        return folder.resolve("disturbed");
    }

    private static List<String> rejectedKeys(Path output) {
        return rows(output, Rejected.TABLE + "/stage=label").select(Rejected.EXAMPLE_KEY).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static Dataset<Row> rows(Path output, String table) {
        return LocalSpark.session().read().parquet(output.resolve(table).toString());
    }
}
