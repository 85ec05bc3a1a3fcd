package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.Launcher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code label --available-now} is killed while it labels files that have arrived, and started again. */
class ArrivingFilesKillIT {
    private static final int LIMIT_SECONDS = 240;
    private static final int ARRIVED = 400;

    @TempDir
    Path folder;

    private TinyTask task;
    private Process driver;

    @BeforeEach
    void write() throws IOException {
        task = new TinyTask(folder);
        TinyTeacher.writeModel(task.file("model.pt"), TinyTeacher.SLOW);
        Files.createDirectories(folder.resolve("arriving"));
    }

    @AfterEach
    void stop() {
        if (driver != null) {
            Launcher.kill(driver);
        }
    }

    @Test
    void labelsEveryFileOnceAfterAKill() throws Exception {
        arrive("first.txt", List.of("a good first film", "a bad first film"));
        Launcher.Result first = Launcher.distill(folder, arguments());
        assertThat(first.exitCode()).as(first.output()).isZero();
        int before = keys(Logits.TABLE).size();

        arrive(
                "second.txt",
                IntStream.range(0, ARRIVED)
                        .mapToObj("film number %d"::formatted)
                        .toList());
        long files = logitsFiles();
        Path printed = folder.resolve("killed.out");
        driver = Launcher.start(folder, printed, arguments());
        awaitMoreThan(files, printed);
        Launcher.kill(driver);

        Launcher.Result again = Launcher.distill(folder, arguments());
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(keys(TransferSet.TABLE)).doesNotHaveDuplicates();
        assertThat(keys(Logits.TABLE)).hasSize(before + ARRIVED).doesNotHaveDuplicates();
        assertThat(keys(SoftTargets.TABLE)).hasSize(2 * (before + ARRIVED));
        Launcher.Result nothing = Launcher.distill(folder, arguments());
        assertThat(nothing.exitCode()).as(nothing.output()).isZero();
        assertThat(nothing.output()).contains("label: no file has arrived");
    }

    private void arrive(String name, List<String> lines) throws IOException {
        Files.write(folder.resolve("arriving").resolve(name), lines);
    }

    private String[] arguments() {
        List<String> arguments = new ArrayList<>(List.of("label", "--available-now", "--master", "local[2]"));
        for (String setting : task.settings(
                "input.unlabeled=[{path=${data}/arriving, format=text}]",
                "label.max-batch-rows=4",
                "label.window-rows=20",
                "label.commit-rows=40")) {
            arguments.addAll(List.of("--set", setting));
        }
        return arguments.toArray(String[]::new);
    }

    private void awaitMoreThan(long files, Path printed) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (logitsFiles() <= files) {
            assertThat(driver.isAlive()).as(Files.readString(printed)).isTrue();
            assertThat(System.nanoTime()).as(Files.readString(printed)).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private long logitsFiles() throws IOException {
        try (Stream<Path> files = Files.walk(task.output().resolve(Logits.TABLE))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }

    private List<String> keys(String table) {
        return LocalSpark.session()
                .read()
                .parquet(task.output().resolve(table).toString())
                .select(TransferSet.EXAMPLE_KEY)
                .collectAsList()
                .stream()
                .map((Row row) -> row.getString(0))
                .toList();
    }
}
