package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.SoftTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Soft targets to which those of new files are added are the ones that are made of all files at once. */
class LabelNightsTest {
    private static final String[] SETTINGS = {
        "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=60}]",
        "input.unlabeled=[{path=${data}/unlabeled, format=text}]",
        "label.max-rejected-share=1",
        // Batches of one row: the logits are the same bits, whatever they are labeled with.
        "label.max-batch-rows=1"
    };

    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeEach
    void labelTheFirstFile() throws IOException {
        task = new TinyTask(folder);
        write("1.txt", "a good film", "a bad film", "one poison film");
        run("output");
    }

    @Test
    void labelsAndAddsNewExamplesAlone() throws IOException {
        List<Path> before = files();
        write("2.txt", "a long film", "another poison film", "a good film");
        LabelResult.TeacherResult result = run("output");
        assertThat(List.of(result.labeled(), result.rejected())).containsExactly(1L, 2L);
        assertThat(result.before() + result.labeled() + result.rejected()).isEqualTo(result.examples());
        assertThat(files()).containsAll(before).hasSize(before.size() + 3);
        expectWhatAllFilesMake();
        write("3.txt", "a very long film");
        assertThat(run("output").examples()).isEqualTo(result.examples() + 1);
        expectWhatAllFilesMake();
    }

    @Test
    void findsTheLogitsThatANewExampleHasAlready() throws IOException {
        String[] shared = with("logits=" + folder.resolve("shared"));
        write("2.txt", "a long film");
        run("other", shared);
        Files.delete(folder.resolve("unlabeled/2.txt"));
        run("output", shared);
        write("2.txt", "a long film");
        assertThat(run("output", shared).labeled()).isZero();
        assertThat(run("output", shared).labeled()).isZero();
        expectWhatAllFilesMake();
    }

    @Test
    void goesOnAfterARunThatWasKilledWhileItAddedSoftTargets() throws IOException {
        write("2.txt", "a long film", "another poison film");
        JobContext context = context("output", SETTINGS);
        run(new AugmentJob(context));
        Dataset<Row> some = table("output", SoftTargets.TABLE).limit(3);
        context.output().increments().begin(SoftTargets.TABLE, List.of(SoftTargets.TABLE));
        context.output().append(some, SoftTargets.TABLE, SoftTargets.TEMPERATURE);
        run("output");
        expectWhatAllFilesMake();
    }

    @Test
    void comparesTheTeachersWithTheLabelsOfAllNights() throws IOException {
        String[] labels = {"input.train=[{path=${data}/labeled, text=sentence, label=label}]"};
        writeLabeled("1.tsv", 0, 60);
        LabelResult first = label("accuracy", labels);
        writeLabeled("2.tsv", 60, 90);
        LabelResult second = label("accuracy", labels);

        assertThat(second.accuracies().get(0).rows())
                .isGreaterThan(first.accuracies().get(0).rows());
        assertThat(second.accuracies())
                .isEqualTo(label("accuracy-at-once", labels).accuracies());
        write("2.txt", "a long film");
        assertThat(label("accuracy", labels).accuracies()).as("no new label").isEmpty();
        writeLabeled("3.tsv", 90, 100);
        assertThat(label("accuracy", labels).accuracies())
                .isEqualTo(label("accuracy-at-last", labels).accuracies());
    }

    private LabelResult label(String output, String... settings) {
        JobContext context = context(output, with(settings));
        run(new AugmentJob(context));
        return (LabelResult) run(new LabelJob(context));
    }

    private void writeLabeled(String name, int from, int to) throws IOException {
        List<String> lines = Files.readAllLines(task.file("train.tsv"));
        Path file = folder.resolve("labeled").resolve(name);
        Files.createDirectories(file.getParent());
        List<String> some = new ArrayList<>(lines.subList(0, 1));
        some.addAll(lines.subList(from + 1, to + 1));
        Files.write(file, some);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    private LabelResult.TeacherResult run(String output) {
        return run(output, SETTINGS);
    }

    private LabelResult.TeacherResult run(String output, String... settings) {
        JobContext context = context(output, settings);
        run(new AugmentJob(context));
        JobResult result = run(new LabelJob(context));
        return result instanceof LabelResult labeled
                ? labeled.teachers().get(0)
                : new LabelResult.TeacherResult("", "", 0, 0, 0, 0, 0, 0, 0);
    }

    private static JobResult run(Job job) {
        job.validate();
        return job.run(LocalSpark.session());
    }

    private JobContext context(String output, String... settings) {
        return task.context(with(settings, "output=" + folder.resolve(output)));
    }

    private static String[] with(String... more) {
        return with(SETTINGS, more);
    }

    private static String[] with(String[] settings, String... more) {
        return Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new);
    }

    private void expectWhatAllFilesMake() throws IOException {
        String whole = "whole-" + System.nanoTime();
        run(whole);
        for (String table : List.of(SoftTargets.TABLE, Rejected.TABLE + "/stage=label")) {
            assertThat(rows("output", table)).as(table).isEqualTo(rows(whole, table));
        }
    }

    private List<String> rows(String output, String table) {
        return table(output, table).drop(Rejected.HOST, Rejected.ATTEMPT).toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }

    private Dataset<Row> table(String output, String table) {
        return LocalSpark.session()
                .read()
                .parquet(folder.resolve(output).resolve(table).toString());
    }

    /** The files of logits and soft targets. */
    private List<Path> files() throws IOException {
        try (Stream<Path> logits = Files.walk(folder.resolve("output").resolve(Logits.TABLE));
                Stream<Path> targets = Files.walk(folder.resolve("output").resolve(SoftTargets.TABLE))) {
            return Stream.concat(logits, targets)
                    .filter(file -> file.toString().endsWith(".parquet"))
                    .toList();
        }
    }

    private void write(String name, String... lines) throws IOException {
        Path file = folder.resolve("unlabeled").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
}
