package io.sparkdistill.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transfer set to which new files are added is the one that is made of all files at once. */
class NightsTest {
    @TempDir
    Path folder;

    private final List<String> settings = new ArrayList<>();

    @BeforeEach
    void writeTheFirstFiles() throws IOException {
        settings.addAll(List.of(
                "data=" + folder,
                "task.classes=2",
                "input.train=[{path=${data}/train, text=sentence, label=label}]",
                "input.unlabeled=[{path=${data}/unlabeled, format=text}]",
                "input.test=[{path=${data}/test.tsv, text=sentence, label=label}]",
                "input.validation-share=0.2"));
        write("test.tsv", "sentence\tlabel", "held one\t1", "held two\t0");
        List<String> labeled = new ArrayList<>(List.of("sentence\tlabel"));
        List<String> unlabeled = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            labeled.add("labeled sentence " + i + "\t" + i % 2);
            unlabeled.add("unlabeled sentence " + i);
        }
        write("train/1.tsv", labeled.toArray(String[]::new));
        write("unlabeled/1.txt", unlabeled.toArray(String[]::new));
        run();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void isTheSameAsIfAllFilesWereRead(int seed) throws IOException {
        Random random = new Random(seed);
        for (int night = 2; night < 4; night++) {
            List<String> labeled = new ArrayList<>(List.of("sentence\tlabel"));
            List<String> unlabeled = new ArrayList<>(List.of("", "HELD one", "new sentence in night " + night));
            for (int i = 0; i < 20; i++) {
                int number = random.nextInt(100);
                // Some are known, with the same label; some are known or new in another spelling.
                labeled.add("labeled sentence " + number + "\t" + number % 2);
                unlabeled.add((random.nextBoolean() ? "Unlabeled" : "Labeled") + " sentence " + random.nextInt(120));
                unlabeled.add("unlabeled  sentence " + random.nextInt(120));
            }
            write("train/" + night + ".tsv", labeled.toArray(String[]::new));
            write("unlabeled/" + night + ".txt", unlabeled.toArray(String[]::new));
            run();
            expectWhatAllFilesMake();
        }
    }

    @Test
    void readsNewFilesOnlyAndChangesNoFileOfATable() throws IOException {
        List<Path> before = files(TransferSet.TABLE);
        hide("unlabeled/1.txt");
        write("unlabeled/2.txt", "a new sentence", "unlabeled sentence 1");
        JobResult result = run();
        assertThat(result).isInstanceOf(IncrementResult.class);
        RowCounts rows = ((IncrementResult) result).rows();
        assertThat(List.of(rows.read(), rows.kept().unlabeled(), rows.dropped().duplicates()))
                .containsExactly(2L, 1L, 1L);
        assertThat(result.summary()).contains("augment, 1 new file ").contains("1 examples added in ");
        assertThat(files(TransferSet.TABLE)).containsAll(before).hasSize(before.size() + 1);
        assertThat(run().summary()).startsWith("augment: already done");
    }

    @Test
    void startsAnewWhenAFileIsChangedOrGone() throws IOException {
        write("unlabeled/2.txt", "a new sentence");
        write("unlabeled/1.txt", "only this one");
        assertThat(run()).isInstanceOf(AugmentResult.class);
        expectWhatAllFilesMake();
        write("unlabeled/3.txt", "another new sentence");
        Files.delete(folder.resolve("unlabeled/2.txt"));
        assertThat(run()).isInstanceOf(AugmentResult.class);
        expectWhatAllFilesMake();
    }

    @ParameterizedTest
    @ValueSource(strings = {"labeled sentence 4\t1", "unlabeled sentence 4\t1"})
    void startsAnewWhenTheLabelOfAKnownExampleMayChange(String row) throws IOException {
        write("train/2.tsv", "sentence\tlabel", row, row);
        assertThat(run()).isInstanceOf(AugmentResult.class);
        expectWhatAllFilesMake();
    }

    @Test
    void startsAnewWhenATrainingExampleIsHeldOutInAnotherSpelling() throws IOException {
        List<String> labeled = new ArrayList<>(List.of("sentence\tlabel"));
        for (int i = 0; i < 40; i++) {
            labeled.add("Unlabeled Sentence " + i + "\t0");
        }
        write("train/2.tsv", labeled.toArray(String[]::new));
        assertThat(run()).isInstanceOf(AugmentResult.class);
        expectWhatAllFilesMake();
    }

    @Test
    void removesWhatAKilledRunHasAdded() throws IOException {
        JobContext context = context(folder.resolve("output"));
        context.output().increments().begin(TransferSet.TABLE, List.of(TransferSet.TABLE));
        Dataset<Row> rows = table(folder.resolve("output"), TransferSet.TABLE).limit(3);
        context.output().append(rows, TransferSet.TABLE);
        write("unlabeled/2.txt", "a new sentence");
        assertThat(run()).isInstanceOf(IncrementResult.class);
        expectWhatAllFilesMake();
    }

    private JobResult run() {
        return run(folder.resolve("output"));
    }

    private JobResult run(Path output) {
        AugmentJob job = new AugmentJob(context(output));
        job.validate();
        return job.run(LocalSpark.session());
    }

    private JobContext context(Path output) {
        List<String> all = new ArrayList<>(settings);
        all.add("output=" + output);
        return new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration());
    }

    private void expectWhatAllFilesMake() throws IOException {
        Path whole = Files.createTempDirectory(folder, "whole").resolve("output");
        run(whole);
        for (String table : List.of(
                TransferSet.TABLE, TransferSet.EVALUATION_TABLE, Rejected.TABLE + "/" + Rejected.STAGE + "=augment")) {
            assertThat(rows(folder.resolve("output"), table)).as(table).isEqualTo(rows(whole, table));
        }
    }

    private static List<String> rows(Path output, String table) {
        return table(output, table).toJSON().collectAsList().stream().sorted().toList();
    }

    private static Dataset<Row> table(Path output, String table) {
        return LocalSpark.session().read().parquet(output.resolve(table).toString());
    }

    private List<Path> files(String table) throws IOException {
        try (var files = Files.list(folder.resolve("output").resolve(table))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    private void write(String name, String... lines) throws IOException {
        AgedFiles.write(folder.resolve(name), List.of(lines));
    }

    private void hide(String name) throws IOException {
        AgedFiles.hide(folder.resolve(name));
    }
}
