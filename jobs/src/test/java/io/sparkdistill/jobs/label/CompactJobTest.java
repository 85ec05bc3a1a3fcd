package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactJobTest {
    private static final List<String> TABLES =
            List.of(TransferSet.TABLE, Logits.TABLE, SoftTargets.TABLE, Answers.TABLE, Generated.TABLE);
    private static final String[] SETTINGS = {
        "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=20}]",
        "input.unlabeled=[{path=${data}/unlabeled, format=text}]"
    };

    @TempDir
    Path folder;

    private TinyTask task;
    private JobContext context;

    @BeforeEach
    void labelTwoNights() throws IOException {
        task = new TinyTask(folder);
        context = task.context(SETTINGS);
        for (String night : List.of("1", "2")) {
            write(night);
            run(new AugmentJob(context));
            run(new LabelJob(context));
        }
        writeAnswersAndGenerated();
    }

    @Test
    void mergesFilesAndLeavesRowsAndCompleteResultsAsTheyAre() throws IOException {
        List<List<String>> before = TABLES.stream().map(this::rows).toList();
        run(new CompactJob(task.context(SETTINGS[0], SETTINGS[1], "cascade.learn=true", "generate.examples=true")));
        assertThat(files(Answers.TABLE)).as("its files are inputs").isEqualTo(4);
        assertThat(files(Generated.TABLE)).as("its files are inputs").isEqualTo(4);
        String summary = run(new CompactJob(context)).summary();
        assertThat(summary).contains("answers", "generated").contains("files before");
        assertThat(TABLES.stream().map(this::rows)).isEqualTo(before);
        assertThat(TABLES.stream()
                        .map(table -> context.output().tableFiles(table).size()))
                .containsExactly(1, 1, 2, 1, 1);
        assertThat(run(new AugmentJob(context)).summary()).startsWith("augment: already done");
        assertThat(run(new LabelJob(context)).summary()).startsWith("label: already done");

        write("3");
        run(new AugmentJob(context));
        LabelResult.TeacherResult next =
                ((LabelResult) run(new LabelJob(context))).teachers().get(0);
        assertThat(next.labeled()).isEqualTo(2);
        assertThat(context.output().tableFiles(SoftTargets.TABLE))
                .as("they were added")
                .hasSize(4);
    }

    private void writeAnswersAndGenerated() {
        for (String table : List.of(Answers.OF_TEACHER, Generated.TABLE)) {
            LocalSpark.session()
                    .range(0, 4, 1, 4)
                    .selectExpr("string(id) AS example_key", "concat('text ', id) AS text")
                    .write()
                    .parquet(folder.resolve("output").resolve(table).toString());
        }
    }

    private int files(String table) {
        return context.output().tableFiles(table).size();
    }

    @Test
    void isFinishedOrUndoneAfterAKill() throws IOException {
        List<List<String>> before = TABLES.stream().map(this::rows).toList();
        Path table = folder.resolve("output/transfer_set");
        List<Path> files = parts(table);
        Path copy = Files.copy(files.get(0), table.resolve("part-new.parquet"));
        write(table, "{\"lists\":[],\"added\":{\"part-new.parquet\":1},\"replaced\":[\"x\"],\"complete\":false}");
        run(new AugmentJob(context));
        assertThat(copy).doesNotExist();
        assertThat(TABLES.stream().map(this::rows)).isEqualTo(before);

        FileUtils.moveFile(files.get(0).toFile(), folder.resolve("kept.parquet").toFile());
        String name = files.get(0).getFileName().toString();
        FileUtils.copyFile(folder.resolve("kept.parquet").toFile(), copy.toFile());
        write(
                table,
                "{\"lists\":[\"transfer_set/_manifest.json\"],\"added\":{\"part-new.parquet\":%d},\"replaced\":[\"%s\"],\"complete\":true}"
                        .formatted(Files.size(copy), name));
        assertThat(run(new AugmentJob(context)).summary()).startsWith("augment: already done");
        assertThat(TABLES.stream().map(this::rows)).isEqualTo(before);
        assertThat(table.resolve("_compaction.json")).doesNotExist();
    }

    @Test
    void removesWhatAKilledNightHasAddedBeforeItMerges() throws IOException {
        List<List<String>> before = TABLES.stream().map(this::rows).toList();
        for (String artifact : List.of(TransferSet.TABLE, SoftTargets.TABLE)) {
            context.output().increments().begin(artifact, List.of(artifact));
            Path table = folder.resolve("output").resolve(artifact);
            String name =
                    context.output().tableFiles(artifact).keySet().iterator().next();
            Files.copy(table.resolve(name), table.resolve(name.replace("part-", "part-added-")));
        }
        run(new CompactJob(context));
        assertThat(TABLES.stream().map(this::rows)).isEqualTo(before);
        assertThat(run(new AugmentJob(context)).summary()).startsWith("augment: already done");
        assertThat(run(new LabelJob(context)).summary()).startsWith("label: already done");
    }

    private static void write(Path table, String json) throws IOException {
        Files.writeString(table.resolve("_compaction.json"), json);
    }

    private void write(String night) throws IOException {
        Path file = folder.resolve("unlabeled").resolve(night + ".txt");
        Files.createDirectories(file.getParent());
        Files.write(file, List.of("a good film in night " + night, "a bad film in night " + night));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private static JobResult run(Job job) {
        job.validate();
        return job.run(LocalSpark.session());
    }

    private List<String> rows(String table) {
        return LocalSpark.session()
                .read()
                .parquet(folder.resolve("output").resolve(table).toString())
                .toJSON()
                .collectAsList()
                .stream()
                .sorted()
                .toList();
    }

    private static List<Path> parts(Path table) throws IOException {
        try (var files = Files.list(table)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }
}
