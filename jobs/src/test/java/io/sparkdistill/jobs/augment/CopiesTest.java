package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesTest {
    private static final int COPIES = 4;

    @TempDir
    Path folder;

    private List<String> sentences;

    @BeforeEach
    void writeInputs() throws IOException {
        sentences = TinyTask.sentences(300, 5);
        writeTrain(sentences);
        write("validation.tsv", List.of("sentence\tlabel", "FILM\t1", "nothing like it\t0"));
    }

    @Test
    void changesAsManyWordsAsTheProbabilitiesSay() {
        CopyCounts copies = run("augment.mask-probability=0.2").copies();
        assertThat(copies.made()).isGreaterThan(1000).isEqualTo(copies.changes().sentences());
        assertShare(copies.changes().masked(), copies.changes().words(), 0.2);
        assertShare(copies.changes().replaced(), copies.changes().words(), 0.1);
        assertShare(copies.changes().sampled(), copies.changes().sentences(), 0.25);
    }

    @Test
    void writesTheSameTransferSetFromAnyNumberOfPartitions() throws IOException {
        run();
        List<Row> whole = examples();
        for (int parts : List.of(2, 7)) {
            Path inputs = Files.createDirectory(folder.resolve("parts" + parts));
            for (int part = 0; part < parts; part++) {
                List<String> some = new ArrayList<>();
                for (int i = part; i < sentences.size(); i += parts) {
                    some.add(sentences.get(i));
                }
                writeLabeled(inputs.resolve(part + ".tsv"), some);
            }
            run("input.train=[{path=\"" + inputs + "\", text=sentence, label=label}]");
            assertThat(examples()).isEqualTo(whole);
        }
    }

    @Test
    void makesEachCopyOnceAndNoneThatIsAnExample() {
        AugmentResult result = run();
        Dataset<Row> copies = table().where(col(TransferSet.ORIGIN).equalTo("augmented"));
        assertThat(copies.count()).isEqualTo(result.copies().kept());
        assertThat(result.copies().duplicates()).isPositive();
        assertThat(table().select(TransferSet.TEXT).distinct().count()).isEqualTo(table().count());
        assertThat(copies.where(col(TransferSet.TEXT).isin(sentences.toArray())).count())
                .isZero();
        Dataset<Row> parents = table().where(col(TransferSet.ORIGIN).equalTo("labeled"))
                .select(col(TransferSet.EXAMPLE_KEY).as(TransferSet.PARENT_KEY));
        assertThat(copies.join(parents, TransferSet.PARENT_KEY).count()).isEqualTo(copies.count());
    }

    @Test
    void makesNoCopyThatIsInValidation() throws IOException {
        writeTrain(List.of("Nothing  like it", "film film film", "a long film"));
        AugmentResult result = run("augment.ngram-probability=1", "augment.pos-probability=0", "augment.copies=30");
        assertThat(result.rows().dropped().leaked()).isEqualTo(1);
        assertThat(result.copies().leaked()).isEqualTo(1);
        assertThat(result.copies().made()).isEqualTo(60);
        assertThat(texts()).contains("a long", "film film").doesNotContain("film", "nothing like");
    }

    @Test
    void givesCopiesALabelOnlyWhenTold() {
        run();
        assertThat(copiesWithLabel()).isZero();
        AugmentResult result = run("augment.keep-label=true");
        assertThat(copiesWithLabel()).isEqualTo(result.copies().kept());
    }

    @Test
    void leavesOutWhatIsBeyondTheLimits() throws IOException {
        Files.write(folder.resolve("unlabeled.txt"), TinyTask.sentences(50, 9));
        AugmentResult result = run(
                "input.unlabeled=[{path=${data}/unlabeled.txt, format=text}]",
                "augment.limits={labeled=40, unlabeled=20, augmented=100}",
                "augment.origins=[labeled, unlabeled]");
        assertThat(List.of(
                        result.rows().kept().labeled(),
                        result.rows().kept().unlabeled(),
                        result.copies().kept()))
                .containsExactly(40L, 20L, 100L);
        assertThat(result.copies().made()).isEqualTo(60 * COPIES);
        assertThat(table().count()).isEqualTo(160);
    }

    @Test
    void variesOneSideOfAPairOrBoth() throws IOException {
        write("pairs.tsv", List.of("a good film\ta bad film\t1", "a long film\tnot a film\t0"));
        AugmentResult result = run(
                "task.type=text-pair",
                "input.train=[{path=${data}/pairs.tsv, header=false, limit=1, text=\"0\", text-pair=\"1\", label=\"2\"}]",
                "input.validation=[]",
                "input.validation-share=0",
                "augment.mask-probability=1",
                "augment.pos-probability=0",
                "augment.ngram-probability=0",
                "augment.copies=3");
        assertThat(result.rows().read()).isEqualTo(1);
        assertThat(table().where(col(TransferSet.ORIGIN).equalTo("augmented"))
                        .select(TransferSet.TEXT, TransferSet.TEXT_PAIR)
                        .as(Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
                        .collectAsList())
                .extracting(pair -> pair._1() + " | " + pair._2())
                .containsExactlyInAnyOrder(
                        "[MASK] [MASK] [MASK] | a bad film",
                        "a good film | [MASK] [MASK] [MASK]",
                        "[MASK] [MASK] [MASK] | [MASK] [MASK] [MASK]");
        assertThat(result.copies().changes().sentences()).isEqualTo(4);
    }

    @Test
    void cutsUnlabeledTextsIntoSentences() throws IOException {
        write(
                "reviews.txt",
                List.of("<b>Dull.</b> I left early that night.<br/>My friend stayed.", "", "Good fun it was."));
        AugmentResult result = run(
                "input.unlabeled=[{path=${data}/reviews.txt, format=text, split=sentences, min-words=3, max-words=5}]",
                "augment.copies=0");
        assertThat(result.rows().kept().unlabeled()).isEqualTo(2);
        assertThat(texts()).contains("My friend stayed.", "Good fun it was.");
        assertThat(rejected())
                .containsExactlyInAnyOrder(
                        "2 words are fewer than min-words = 3",
                        "6 words are more than max-words = 5",
                        "the text is null or blank");
    }

    @Test
    void readsFilesAsExamplesAndTables() throws IOException {
        Path reviews = Files.createDirectory(folder.resolve("reviews"));
        Files.writeString(reviews.resolve("1.txt"), "one\nexample");
        LocalSpark.session()
                .sql("SELECT 'from a table' AS body UNION ALL SELECT 'another one'")
                .createOrReplaceTempView("copies_test");
        run(
                "input.unlabeled=[{path=${data}/reviews, format=files}, {path=copies_test, format=table, text=body}]",
                "augment.copies=0");
        assertThat(texts()).contains("one\nexample", "from a table", "another one");
        assertThatThrownBy(() -> run("input.unlabeled=[{path=copies_test, format=table}]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Cannot find column text of input.unlabeled[0] in table copies_test");
        assertThatThrownBy(() -> run("input.unlabeled=[{path=no_such, format=table}]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no such table in Spark's catalog: no_such");
    }

    @Test
    void previewsCopiesWithoutWriting() {
        AugmentPreview preview = new AugmentPreview(context("augment.mask-probability=0.5"), 2);
        preview.validate();
        String text = preview.run(LocalSpark.session()).summary();
        assertThat(text.lines().filter(line -> line.startsWith("film"))).hasSize(2);
        assertThat(text.lines().filter(line -> line.startsWith("   "))).hasSize(2 * COPIES);
        assertThat(text).contains(">[MASK]");
        assertThat(folder.resolve("output")).doesNotExist();
    }

    @Test
    void previewsNothingOfAnInputOfWhichNothingCanBeUsed() throws IOException {
        Files.writeString(folder.resolve("wrong.tsv"), "sentence\tlabel\na\tyes\nb\tno\n");
        AugmentPreview preview =
                new AugmentPreview(context("input.train=[{path=${data}/wrong.tsv, text=sentence, label=label}]"), 2);
        preview.validate();
        assertThatThrownBy(() -> preview.run(LocalSpark.session()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "Cannot use input.train[0]: none of its 2 rows can be used: 1 times the label is not"
                                + " a class: no, as in ");
    }

    private static void assertShare(long part, long whole, double probability) {
        double standardError = Math.sqrt(probability * (1 - probability) / whole);
        assertThat((double) part / whole).isCloseTo(probability, within(3 * standardError));
    }

    private JobContext context(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve("output"),
                "data=" + folder,
                "task.classes=2",
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label}]",
                "input.validation=[{path=${data}/validation.tsv, text=sentence, label=label}]",
                "augment.copies=" + COPIES));
        all.addAll(List.of(overrides));
        return new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration());
    }

    private AugmentResult run(String... overrides) {
        AugmentJob job = new AugmentJob(context(overrides));
        job.validate();
        return (AugmentResult) job.run(LocalSpark.session());
    }

    private void writeTrain(List<String> texts) throws IOException {
        writeLabeled(folder.resolve("train.tsv"), texts);
    }

    private static void writeLabeled(Path file, List<String> texts) throws IOException {
        List<String> lines = new ArrayList<>(List.of("sentence\tlabel"));
        texts.forEach(text -> lines.add(text + "\t" + text.length() % 2));
        Files.write(file, lines);
    }

    private void write(String name, List<String> lines) throws IOException {
        Files.write(folder.resolve(name), lines);
    }

    private Dataset<Row> table() {
        return LocalSpark.session()
                .read()
                .parquet(folder.resolve("output").resolve(TransferSet.TABLE).toString());
    }

    private List<Row> examples() {
        return table().orderBy(TransferSet.EXAMPLE_KEY).collectAsList();
    }

    private List<String> texts() {
        return strings(table(), TransferSet.TEXT);
    }

    private List<String> rejected() {
        return strings(
                LocalSpark.session()
                        .read()
                        .parquet(
                                folder.resolve("output").resolve(Rejected.TABLE).toString()),
                Rejected.REASON);
    }

    private static List<String> strings(Dataset<Row> rows, String column) {
        return rows.select(column).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private long copiesWithLabel() {
        return table().where(col(TransferSet.ORIGIN).equalTo("augmented"))
                .where(col(TransferSet.LABEL).isNotNull())
                .count();
    }
}
