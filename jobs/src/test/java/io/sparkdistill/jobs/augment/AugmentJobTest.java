package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.table.Answers;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentJobTest {
    @TempDir
    Path folder;

    @Test
    void namesItsCountsInProvenanceAsEarlierVersionsDid() {
        AugmentResult result = new AugmentResult(
                new RowCounts(0, new RowCounts.Kept(0, 0, 0), new RowCounts.Dropped(0, 0, 0, 0), 0),
                List.of(),
                CopyCounts.NONE,
                0);
        JsonNode json = new ObjectMapper().valueToTree(result);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "read",
                        "labeled",
                        "unlabeled",
                        "evaluation",
                        "duplicates",
                        "leaked",
                        "validationLeaked",
                        "leftOut",
                        "rejected",
                        "missingClasses",
                        "copies",
                        "seconds");
        assertThat(json.get("copies").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "made",
                        "kept",
                        "duplicates",
                        "leaked",
                        "leftOut",
                        "sentences",
                        "words",
                        "masked",
                        "replaced",
                        "sampled");
    }

    @Test
    void accountsForEveryRow() throws IOException {
        write(
                "train.tsv",
                "sentence\tlabel",
                "good film\t1",
                "good film\t1",
                "good film\t0",
                "bad film\t0",
                " \t1",
                "Seen  before\t1",
                "dull\t");
        write("unlabeled.txt", "bad film", "new words", "", "SEEN BEFORE");
        write("validation.tsv", "sentence\tlabel", "seen before\t1", "seen before\t1");
        AugmentResult result =
                (AugmentResult) run("input.validation=[{path=${data}/validation.tsv, text=sentence, label=label}]");
        // bad film, good film; new words; two of validation; good film twice, bad film; two leaks; blank twice, no
        // label.
        assertThat(result)
                .isEqualTo(new AugmentResult(
                        new RowCounts(13, new RowCounts.Kept(2, 1, 2), new RowCounts.Dropped(3, 2, 0, 0), 3),
                        List.of(),
                        CopyCounts.NONE,
                        result.seconds()));
        assertThat(texts(table(TransferSet.TABLE))).containsExactlyInAnyOrder("good film", "bad film", "new words");
        assertThat(table(TransferSet.TABLE)
                        .where(col(TransferSet.TEXT).equalTo("good film"))
                        .first()
                        .<Integer>getAs(TransferSet.LABEL))
                .isEqualTo(1);
        assertThat(table(Rejected.TABLE).select(Rejected.REASON).collectAsList().stream()
                        .map(row -> row.getString(0)))
                .containsExactlyInAnyOrder(
                        "the text is null or blank", "the text is null or blank", "the label is missing");
    }

    @Test
    void writesTheSameTransferSetWhateverTheSizeOfItsFiles() throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int i = 0; i < 50; i++) {
            lines.add("sentence " + i % 40 + "\t" + i % 2);
        }
        write("train.tsv", lines.toArray(String[]::new));
        write("unlabeled.txt", "other");
        run();
        List<Row> whole =
                table(TransferSet.TABLE).orderBy(TransferSet.EXAMPLE_KEY).collectAsList();
        Files.createDirectory(folder.resolve("parts"));
        for (int part = 0; part < 7; part++) {
            List<String> some = new ArrayList<>(List.of(lines.get(0)));
            for (int i = 1 + part; i < lines.size(); i += 7) {
                some.add(lines.get(i));
            }
            Files.write(folder.resolve("parts/" + part + ".tsv"), some);
        }
        run("input.train=[{path=${data}/parts, text=sentence, label=label}]");
        assertThat(table(TransferSet.TABLE).orderBy(TransferSet.EXAMPLE_KEY).collectAsList())
                .isEqualTo(whole);
    }

    @Test
    void holdsBackAShareOfEveryClassWhenThereIsNoValidation() throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int i = 0; i < 100; i++) {
            lines.add("sentence " + i + "\t" + (i < 80 ? 0 : 1));
        }
        write("train.tsv", lines.toArray(String[]::new));
        write("unlabeled.txt", "other");
        AugmentResult result = (AugmentResult) run("input.validation-share=0.2");
        Dataset<Row> held = table(TransferSet.EVALUATION_TABLE);
        assertThat(result.rows().kept().evaluation()).isEqualTo(held.count()).isBetween(10L, 30L);
        assertThat(held.where(col(TransferSet.LABEL).equalTo(1)).count()).isBetween(1L, 10L);
        assertThat(held.where(col(TransferSet.SPLIT).equalTo(Split.VALIDATION.columnValue()))
                        .count())
                .isEqualTo(held.count());
        assertThat(held.join(table(TransferSet.TABLE), TransferSet.EXAMPLE_KEY).count())
                .isZero();
    }

    @Test
    void holdsBackTheSameExamplesWhenOthersAreAdded() throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int i = 0; i < 200; i++) {
            lines.add("sentence " + i + "\t" + i % 2);
        }
        write("unlabeled.txt", "other");
        write("train.tsv", lines.subList(0, 101).toArray(String[]::new));
        run();
        List<String> before = texts(table(TransferSet.EVALUATION_TABLE));
        write("train.tsv", lines.toArray(String[]::new));
        run();
        List<String> after = texts(table(TransferSet.EVALUATION_TABLE));
        assertThat(before).isNotEmpty();
        assertThat(after).containsAll(before).hasSizeGreaterThan(before.size());
        assertThat(texts(table(TransferSet.TABLE))).doesNotContainAnyElementsOf(before);
    }

    @Test
    void keepsATrainingExampleOfEveryClassAndNamesClassesWithoutOne() throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        for (int i = 0; i < 20; i++) {
            lines.add("negative text number " + i + "\t0");
        }
        // Spellings of one text are one text for hold-back: they would be leaks of each other.
        lines.addAll(List.of("the only positive text\t1", "The ONLY  positive text\t1", "one\t2", "two\t2"));
        write("train.tsv", lines.toArray(String[]::new));
        write("unlabeled.txt", "other", "ONE", "TWO");
        for (String share : List.of("0.02", "0.5", "0.98")) {
            AugmentResult result = (AugmentResult) run("task.classes=4", "input.validation-share=" + share);
            assertThat(labels(TransferSet.TABLE)).as(share).containsOnly(0, 1, 2);
            assertThat(labels(TransferSet.TABLE).stream().filter(label -> label == 2))
                    .as("one of two is held back")
                    .hasSize(1);
            assertThat(labels(TransferSet.TABLE).stream().filter(label -> label == 1))
                    .hasSize(2);
            assertThat(labels(TransferSet.EVALUATION_TABLE)).as(share).contains(0, 2);
            assertThat(result.rows().dropped().leaked())
                    .as("the unlabeled spelling of what is held back")
                    .isEqualTo(1);
            assertThat(result.missingClasses()).containsExactly("3");
            assertThat(result.summary())
                    .contains("Warning: no labeled training example of class 3: hard labels cannot teach it");
        }
    }

    @Test
    void dropsFromValidationWhatTestHolds() throws IOException {
        write("train.tsv", "sentence\tlabel", "a\t1", "b\t0");
        write("unlabeled.txt", "other", "Both");
        write("validation.tsv", "sentence\tlabel", "both\t1", "both\t1", "own\t0");
        write("test.tsv", "sentence\tlabel", "BOTH\t1");
        AugmentResult result = (AugmentResult) run(
                "input.validation=[{path=${data}/validation.tsv, text=sentence, label=label}]",
                "input.test=[{path=${data}/test.tsv, text=sentence, label=label}]");
        assertThat(result.rows().dropped().validationLeaked()).isEqualTo(2);
        assertThat(result.rows().dropped().leaked()).isEqualTo(1);
        assertThat(texts(table(TransferSet.EVALUATION_TABLE))).containsExactlyInAnyOrder("own", "BOTH");
    }

    @Test
    void holdsBackUnlabeledExamplesWhereNothingHasLabels() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lines.add("sentence " + i);
        }
        write("unlabeled.txt", lines.toArray(String[]::new));
        AugmentResult result = (AugmentResult) run("input.train=[]");
        assertThat(result.rows().kept().labeled()).isZero();
        assertThat(result.rows().kept().evaluation()).isBetween(3L, 20L);
        assertThat(result.rows().kept().unlabeled())
                .isEqualTo(100 - result.rows().kept().evaluation());
        assertThat(table(TransferSet.EVALUATION_TABLE)
                        .where(col(TransferSet.LABEL).isNull())
                        .count())
                .isEqualTo(result.rows().kept().evaluation());
        assertThat(result.missingClasses()).isEmpty();
    }

    @Test
    void neverHoldsBackWhatOnlyACascadeHasLearned() throws IOException {
        String[] settings = {
            "input.train=[]",
            "input.validation-share=0.3",
            "input.unlabeled=[{path=${data}\"/night*.txt\", format=text}]",
            "cascade.learn=true"
        };
        write("night1.txt", sentences(0, 100));
        run(settings);
        List<String> held = texts(table(TransferSet.EVALUATION_TABLE));
        // Half of the texts that the teacher has answered are inputs too.
        LocalSpark.session()
                .range(50, 150)
                .selectExpr("concat('sentence ', id) AS text")
                .write()
                .parquet(folder.resolve("output").resolve(Answers.OF_TEACHER).toString());

        AugmentResult learned = (AugmentResult) run(settings);

        assertThat(texts(table(TransferSet.EVALUATION_TABLE))).containsExactlyInAnyOrderElementsOf(held);
        assertThat(learned.rows().kept().unlabeled()).isEqualTo(150 - held.size());

        // As inputs of their own they are held back like all others.
        write("night2.txt", sentences(100, 125));
        run(settings);
        List<String> both = texts(table(TransferSet.EVALUATION_TABLE));
        settings[3] = "cascade.learn=false";
        run(settings);
        assertThat(both)
                .hasSizeGreaterThan(held.size())
                .containsExactlyInAnyOrderElementsOf(texts(table(TransferSet.EVALUATION_TABLE)));
    }

    private static String[] sentences(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "sentence " + i).toArray(String[]::new);
    }

    @Test
    void endsWhereNoRowCanBeUsed() throws IOException {
        write("unlabeled.txt", " ", "\t");
        assertThatThrownBy(() -> run("input.train=[]"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot use input.unlabeled[0]: none of its 2 rows can be used: 2 times the text is null or blank,"
                                + " as in {\"value\":\" \"}; see " + folder.resolve("unlabeled.txt"));
    }

    @Test
    void takesTheFirstRows() throws IOException {
        write("train.tsv", "sentence\tlabel", "a\t1", "b\t0", "c\t1", "d\t0");
        write("unlabeled.txt", "other");
        run("input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=2}]", "input.validation-share=0");
        assertThat(texts(table(TransferSet.TABLE))).containsExactlyInAnyOrder("a", "b", "other");
    }

    @Test
    void takesARangeOfRowsWithoutSomeLabels() throws IOException {
        write("train.tsv", "sentence\tlabel", "a\t1", "b\t0", "c\t1", "d\t0", "e\t1");
        write("unlabeled.txt", "other");
        run(
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label, skip=1, limit=3, without-labels=[1]}]",
                "input.validation-share=0");
        assertThat(texts(table(TransferSet.TABLE))).containsExactlyInAnyOrder("b", "d", "other");
    }

    @Test
    void readsClassNamesQuotedFieldsAndJson() throws IOException {
        write("train.csv", "text,class", "\"two\nlines, \"\"quoted\"\"\",good", "plain,bad");
        write("train.json", "{\"text\": \"from json\", \"class\": \"bad\"}", "{broken");
        AugmentResult result = (AugmentResult) run(
                "task.class-names=[bad, good]",
                "input.train=[{path=${data}/train.csv, format=csv, label=class}, {path=${data}/train.json, format=json, label=class}]",
                "input.unlabeled=[]",
                "input.validation-share=0");
        assertThat(texts(table(TransferSet.TABLE)))
                .containsExactlyInAnyOrder("two\nlines, \"quoted\"", "plain", "from json");
        assertThat(result.rows().rejected()).isEqualTo(1);
        Row rejected = table(Rejected.TABLE).first();
        assertThat(rejected.<String>getAs(Rejected.ROW)).isEqualTo("{broken");
        assertThat(rejected.<String>getAs(Rejected.REASON)).isEqualTo("the row is malformed");
    }

    @Test
    void refusesAMissingColumn() throws IOException {
        Path train = write("train.tsv", "phrase\tlabel", "good\t1", "bad\t2");
        write("unlabeled.txt", "other");
        assertThatThrownBy(() -> run())
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot find column sentence of input.train[0] in file:%s: its columns are phrase, label;"
                                .formatted(train)
                        + " name one of these, or set input.train[0].format");
    }

    @Test
    void rejectsALabelOutsideTheClasses() throws IOException {
        write("train.tsv", "sentence\tlabel", "good\t1", "bad\t0", "odd\t2");
        write("unlabeled.txt", "other");
        AugmentResult result = (AugmentResult) run("input.validation-share=0");
        assertThat(result.rows().kept().labeled()).isEqualTo(2);
        assertThat(result.rows().rejected()).isEqualTo(1);
        Row rejected = table(Rejected.TABLE).first();
        assertThat(rejected.<String>getAs(Rejected.REASON)).isEqualTo("the label is not a class: 2");
        assertThat(rejected.<String>getAs(Rejected.ROW)).isEqualTo("{\"sentence\":\"odd\",\"label\":\"2\"}");
    }

    @Test
    void endsWhereNoRowOfAnEntryCanBeUsed() throws IOException {
        Path train = write("train.tsv", "sentence\tlabel", "good\tyes", "fine\tyes", "bad\tno");
        write("unlabeled.txt", "other");
        assertThatThrownBy(() -> run())
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot use input.train[0]: none of its 3 rows can be used:"
                        + " 2 times the label is not a class: yes, as in {\"sentence\":\"fine\",\"label\":\"yes\"};"
                        + " 1 times the label is not a class: no, as in {\"sentence\":\"bad\",\"label\":\"no\"};"
                        + " labels are 0 to 1 (task.classes = 2); see " + train);
    }

    private JobResult run(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve("output"),
                "data=" + folder,
                "task.classes=2",
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label}]",
                "input.unlabeled=[{path=${data}/unlabeled.txt, format=text}]"));
        all.addAll(List.of(overrides));
        AugmentJob job =
                new AugmentJob(new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration()));
        job.validate();
        return job.run(LocalSpark.session());
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private Dataset<Row> table(String name) {
        return LocalSpark.session()
                .read()
                .parquet(folder.resolve("output").resolve(name).toString());
    }

    private List<Integer> labels(String name) {
        return table(name).where(col(TransferSet.LABEL).isNotNull()).select(TransferSet.LABEL).collectAsList().stream()
                .map(row -> row.getInt(0))
                .toList();
    }

    private static List<String> texts(Dataset<Row> examples) {
        return examples.select(TransferSet.TEXT).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
