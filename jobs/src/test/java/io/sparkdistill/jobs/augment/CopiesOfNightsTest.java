package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights with copies or limits keep the rows that they know and add those of new examples. */
class CopiesOfNightsTest {
    private static final String COPIES = "augment.copies=2";
    private static final String SAME_WORDS = "augment.pos-probability=0";

    @TempDir
    Path folder;

    @BeforeEach
    void writeTheFirstFiles() throws IOException {
        List<String> labeled = new ArrayList<>(List.of("sentence\tlabel"));
        List<String> unlabeled = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            labeled.add("the labeled sentence number " + i + "\t" + i % 2);
            unlabeled.add("an unlabeled sentence has number " + i);
        }
        write("train/1.tsv", labeled);
        write("unlabeled/1.txt", unlabeled);
        write("test.tsv", List.of("sentence\tlabel", "held one\t1", "held two\t0"));
    }

    @Test
    void addTheCopiesOfNewExamples() throws IOException {
        run("output", COPIES, SAME_WORDS);
        List<String> before = rows("output");
        hide("unlabeled/1.txt");
        write("unlabeled/2.txt", night(20));
        IncrementResult result = added(run("output", COPIES, SAME_WORDS));

        assertThat(rows("output")).containsAll(before);
        assertThat(result.rows().kept().unlabeled()).isEqualTo(20);
        assertThat(result.copies().made()).isEqualTo(2 * 20);
        assertThat(result.copies().kept()).isPositive();
        assertThat(rows("output"))
                .hasSize(before.size() + 20 + Math.toIntExact(result.copies().kept()));
        assertThat(result.summary()).contains("= transfer set, augmented");
        assertThat(run("output", COPIES, SAME_WORDS).summary()).startsWith("augment: already done");
    }

    @Test
    void addWhatAllFilesMakeWhereNoWordIsReplaced() throws IOException {
        run("output", COPIES, SAME_WORDS);
        write("unlabeled/2.txt", night(20));
        write(
                "train/2.tsv",
                List.of("sentence\tlabel", "a new labeled sentence\t1", "the labeled sentence number 3\t1"));
        added(run("output", COPIES, SAME_WORDS));
        run("whole", COPIES, SAME_WORDS);
        assertThat(rows("output")).isEqualTo(rows("whole"));
    }

    @Test
    void dropCopiesAndExamplesThatAreKnown() throws IOException {
        run("output", COPIES, SAME_WORDS);
        String copy = table("output")
                .where(col(TransferSet.ORIGIN).equalTo("augmented"))
                .select(TransferSet.TEXT)
                .first()
                .getString(0);
        long size = table("output").count();
        write("unlabeled/2.txt", List.of(copy, "held one"));
        IncrementResult result = added(run("output", COPIES, SAME_WORDS));
        assertThat(result.rows().dropped().duplicates()).isEqualTo(1);
        assertThat(result.rows().dropped().leaked()).isEqualTo(1);
        assertThat(table("output").count()).isEqualTo(size);
    }

    @Test
    void replaceWordsByThoseOfTheFirstDay() throws IOException {
        String[] settings = {COPIES, "augment.pos-probability=1", "augment.mask-probability=0"};
        run("output", settings);
        write("unlabeled/2.txt", List.of("zebras sleep quietly", "violins travel slowly", "rivers grow quickly"));
        IncrementResult result = added(run("output", settings));
        assertThat(result.copies().changes().replaced()).isPositive();
        List<String> firstDay = table("output")
                .where("origin != 'augmented' AND text LIKE '%sentence%'")
                .selectExpr("explode(split(text, ' ')) AS word")
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
        Dataset<Row> parents =
                table("output").where("origin = 'unlabeled'").selectExpr("example_key AS parent", "text AS original");
        Dataset<Row> words = table("output")
                .where("origin = 'augmented' AND text NOT LIKE '%sentence%'")
                .join(parents, col("parent_key").equalTo(col("parent")))
                .selectExpr("original", "explode(split(text, ' ')) AS word")
                .where("original LIKE 'zebras%' OR original LIKE 'violins%' OR original LIKE 'rivers%'");
        assertThat(words.collectAsList())
                .allMatch(row ->
                        firstDay.contains(row.getString(1)) || row.getString(0).contains(row.getString(1)));
    }

    @Test
    void chooseByTheThresholdOfTheFirstDay() throws IOException {
        run("output", "augment.limits.unlabeled=20");
        List<String> before = rows("output");
        write("unlabeled/2.txt", night(60));
        IncrementResult result = added(run("output", "augment.limits.unlabeled=20"));
        long kept = result.rows().kept().unlabeled();
        assertThat(kept).isBetween(10L, 50L);
        assertThat(result.rows().dropped().overLimit()).isEqualTo(60 - kept);
        assertThat(rows("output")).containsAll(before);
        run("whole", "augment.limits.unlabeled=" + (20 + kept));
        assertThat(rows("output")).isEqualTo(rows("whole"));
    }

    @Test
    void startAnewWhenALimitIsReached() throws IOException {
        run("output", "augment.limits.unlabeled=50");
        write("unlabeled/2.txt", night(10));
        added(run("output", "augment.limits.unlabeled=50"));
        write("unlabeled/3.txt", List.of("one more"));
        assertThat(run("output", "augment.limits.unlabeled=50")).isInstanceOf(AugmentResult.class);
        assertThat(table("output").where("origin = 'unlabeled'").count()).isEqualTo(50);
    }

    @Test
    void haveAnotherIdThanTheSameFilesAtOnce() throws IOException {
        run("output", COPIES);
        write("unlabeled/2.txt", night(5));
        run("output", COPIES);
        String added = id();
        try (var files = Files.list(folder.resolve("output/transfer_set"))) {
            Files.delete(files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow());
        }
        assertThat(run("output", COPIES)).isInstanceOf(AugmentResult.class);
        assertThat(id()).isNotEqualTo(added);
    }

    @Test
    void addVectorsOfTheKnownLength() throws IOException {
        String[] settings = {
            "task.type=features",
            "student.network=mlp",
            "input.unlabeled=[]",
            "input.train=[{path=${data}/vectors, format=json, features=f, label=l}]",
            "input.test=[]",
            "input.validation-share=0.2"
        };
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            vectors.add("{\"f\": [%d, 1], \"l\": %d}".formatted(i, i % 2));
        }
        write("vectors/1.json", vectors);
        run("output", settings);
        List<String> before = rows("output");
        write("vectors/2.json", List.of("{\"f\": [100, 1], \"l\": 0}", "{\"f\": [7, 1], \"l\": 1}"));
        assertThat(added(run("output", settings)).rows().dropped().duplicates()).isEqualTo(1);
        assertThat(rows("output")).containsAll(before);
        write("vectors/3.json", List.of("{\"f\": [100, 1, 2], \"l\": 0}"));
        AugmentResult whole = (AugmentResult) run("output", settings);
        assertThat(whole.rows().rejected()).isEqualTo(1);
    }

    private static List<String> night(int sentences) {
        List<String> night = new ArrayList<>();
        for (int i = 0; i < sentences; i++) {
            night.add("tonight we read text " + i);
        }
        return night;
    }

    private String id() throws IOException {
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(folder.resolve("output/transfer_set/_provenance.json").toFile())
                .get("id")
                .asText();
    }

    private static IncrementResult added(JobResult result) {
        assertThat(result).isInstanceOf(IncrementResult.class);
        return (IncrementResult) result;
    }

    private JobResult run(String output, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "data=" + folder,
                "output=" + folder.resolve(output),
                "task.classes=2",
                "input.train=[{path=${data}/train, text=sentence, label=label}]",
                "input.unlabeled=[{path=${data}/unlabeled, format=text}]",
                "input.test=[{path=${data}/test.tsv, text=sentence, label=label}]",
                "input.validation-share=0",
                "augment.origins=[labeled, unlabeled]"));
        settings.addAll(List.of(more));
        JobContext context = new JobContext(ConfigLoader.load("", "test", settings, Map.of()), new Configuration());
        AugmentJob job = new AugmentJob(context);
        job.validate();
        return job.run(LocalSpark.session());
    }

    private List<String> rows(String output) {
        return table(output).toJSON().collectAsList().stream().sorted().toList();
    }

    private Dataset<Row> table(String output) {
        return LocalSpark.session()
                .read()
                .schema(TransferSet.SCHEMA)
                .parquet(folder.resolve(output).resolve(TransferSet.TABLE).toString());
    }

    private void write(String name, List<String> lines) throws IOException {
        AgedFiles.write(folder.resolve(name), lines);
    }

    private void hide(String name) throws IOException {
        AgedFiles.hide(folder.resolve(name));
    }
}
