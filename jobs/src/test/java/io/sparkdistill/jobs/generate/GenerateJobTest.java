package io.sparkdistill.jobs.generate;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.fixtures.ModelServer;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.table.Generated;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generates texts by a real model behind a real HTTP server, which writes its class before the text of the source. */
class GenerateJobTest {
    @TempDir
    private static Path shared;

    private static TinyTask task;
    private static ModelCache.Lease model;

    @TempDir
    private Path folder;

    private ModelServer server;

    @BeforeAll
    static void load() throws IOException {
        task = new TinyTask(shared);
        Files.writeString(task.file("prompt.txt"), "Say it in other words:\n{text}");
        Files.writeString(task.file("key"), ModelServer.KEY);
        TextInput input = new TextInput(
                16, List.of(TokenizerOutput.INPUT_IDS, TokenizerOutput.ATTENTION_MASK, TokenizerOutput.TOKEN_TYPE_IDS));
        model = new ModelStaging(new Configuration())
                .stage(ModelSource.exported(
                                ModelFormat.TORCH_SCRIPT, task.file("model.pt").toString())
                        .classes(2)
                        .text(task.file("tokenizer.json").toString(), input))
                .trial();
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @BeforeEach
    void start() throws IOException {
        server = ModelServer.start(model.model(), List.of("negative", "positive"));
        server.writes();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JobContext context(String... overrides) {
        String[] settings = {
            "output=" + folder.resolve("output"),
            "generate.endpoint=\"%s\"".formatted(server.address()),
            "generate.model=tiny",
            "generate.prompt=${data}/prompt.txt",
            "generate.api-key-file=${data}/key",
            "generate.max-in-flight=4",
            "generate.input=[{path=\"%s\", format=csv, text=text}]".formatted(folder.resolve("sources"))
        };
        return task.context(Stream.of(settings, overrides).flatMap(Stream::of).toArray(String[]::new));
    }

    private static JobResult run(Job job) {
        job.validate();
        return job.run(LocalSpark.session());
    }

    private GenerateResult generate(String... overrides) {
        return (GenerateResult) run(new GenerateJob(context(overrides)));
    }

    private void write(String file, List<String> texts) throws IOException {
        List<String> lines = new ArrayList<>(List.of("text"));
        lines.addAll(texts);
        Files.createDirectories(folder.resolve("sources"));
        Files.write(folder.resolve("sources").resolve(file), lines);
    }

    private static List<String> sources(int count) {
        return TinyTask.sentences(2 * count, 7).stream().distinct().limit(count).toList();
    }

    private Dataset<Row> rows(String table) {
        return LocalSpark.session()
                .read()
                .parquet(folder.resolve("output").resolve(table).toString());
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.select("text").as(Encoders.STRING()).collectAsList();
    }

    @Test
    void writesAboutEverySourceOnce() throws IOException {
        List<String> sources = sources(12);
        List<String> lines = new ArrayList<>(sources);
        lines.addAll(sources.subList(0, 2));
        lines.add("  ");
        write("one.csv", lines);
        String[] settings = {"generate.n=2", "generate.seed=5", "generate.stop=[\"\\n\"]"};

        GenerateResult first = generate(settings);

        assertThat(first.counts()).isEqualTo(new GenerateCounts(15, 1, 12, 0, 0, 12, 0, 0));
        assertThat(first.texts()).isEqualTo(24);
        assertThat(first.summary())
                .contains("24 texts of 12 sources by tiny (fingerprint %s)".formatted(first.fingerprint()))
                .contains("asked of endpoints: 12 texts, 12 requests, 240 tokens of prompts, 12 of answers");
        List<String> written = texts(rows(Generated.TABLE));
        assertThat(written).hasSize(24);
        sources.forEach(source -> {
            assertThat(written)
                    .filteredOn(text -> text.endsWith(" " + source + " v5"))
                    .hasSize(1);
            assertThat(written)
                    .filteredOn(text -> text.endsWith(" " + source + " v6"))
                    .hasSize(1);
        });
        assertThat(written).allMatch(text -> text.matches("(positive|negative) film .*"));

        write("two.csv", List.of("film quite another"));
        GenerateResult second = generate(settings);

        assertThat(second.counts()).isEqualTo(new GenerateCounts(16, 1, 13, 0, 12, 1, 0, 0));
        assertThat(second.texts()).isEqualTo(26);
        assertThat(sources).allSatisfy(source -> assertThat(server.asked()).containsEntry(source, 1));
    }

    @Test
    void stopsAtTheBudgetAndGoesOnInTheNextRun() throws IOException {
        List<String> sources = sources(12);
        write("one.csv", sources);

        GenerateResult first = generate("label.budget.max-rows=5");
        GenerateResult last = generate();

        assertThat(first.counts()).isEqualTo(new GenerateCounts(12, 0, 12, 0, 0, 5, 0, 7));
        assertThat(first.summary()).contains("label.budget is used up: 7 sources are left for the next run");
        assertThat(last.counts()).isEqualTo(new GenerateCounts(12, 0, 12, 0, 5, 7, 0, 0));
        assertThat(sources).allSatisfy(source -> assertThat(server.asked()).containsEntry(source, 1));
    }

    @Test
    void saysHowManyTextsAreCutOff() throws IOException {
        write("one.csv", sources(3));

        GenerateResult result = generate("generate.max-tokens=3");

        assertThat(result.truncated()).isEqualTo(3);
        assertThat(result.summary()).contains("warning: 3 sources have a text that was cut off at generate.max-tokens");
        assertThat(texts(rows(Generated.TABLE))).allMatch(text -> text.split(" ").length == 3);
    }

    @Test
    void generatedTextsBecomeExamplesUnlessTheirSourceIsHeldBack() throws IOException {
        List<String> sources = Files.readAllLines(task.file("train.tsv")).subList(1, 21);
        String[] settings = {
            "generate.examples=true",
            "input.unlabeled=[]",
            "input.test=[]",
            "generate.input=[{path=${data}/train.tsv, text=sentence, limit=20}, {path=${data}/validation.tsv, text=sentence, limit=10}]"
        };
        JobContext context = context(settings);
        run(new AugmentJob(context));
        List<String> held = texts(rows(TransferSet.EVALUATION_TABLE));

        GenerateResult generated = generate(settings);
        run(new AugmentJob(context(settings)));
        run(new LabelJob(context(settings)));

        assertThat(generated.counts().heldBack()).isPositive();
        Dataset<Row> made =
                rows(TransferSet.TABLE).where(col(TransferSet.PARENT_KEY).isNotNull());
        assertThat(made.count()).isEqualTo(generated.counts().now()).isPositive();
        assertThat(texts(made)).noneMatch(text -> held.contains(source(text)));
        Dataset<Row> parents =
                rows(TransferSet.TABLE).select(col(TransferSet.EXAMPLE_KEY).as(TransferSet.PARENT_KEY));
        assertThat(made.join(parents, TransferSet.PARENT_KEY).count()).isEqualTo(made.count());
        assertThat(rows(Logits.TABLE)
                        .join(made, Logits.EXAMPLE_KEY, "left_semi")
                        .count())
                .isEqualTo(made.count());

        Files.write(
                folder.resolve("held.tsv"),
                Stream.concat(Stream.of("sentence\tlabel"), sources.stream().limit(8))
                        .toList());
        run(new AugmentJob(context(Stream.concat(
                        Stream.of(settings),
                        Stream.of("input.validation=[{path=\"%s\", text=sentence, label=label}]"
                                .formatted(folder.resolve("held.tsv"))))
                .toArray(String[]::new))));

        List<String> left =
                texts(rows(TransferSet.TABLE).where(col(TransferSet.PARENT_KEY).isNotNull()));
        assertThat(left).isNotEmpty().hasSizeLessThan((int) generated.texts());
        assertThat(left)
                .noneMatch(text -> sources.stream().limit(8).anyMatch(line -> line.startsWith(source(text) + "\t")));
    }

    /** Returns the text of a source: a generated text without the first and the last word. */
    private static String source(String text) {
        return text.substring(text.indexOf(' ') + 1, text.lastIndexOf(' '));
    }

    @Test
    void saysBeforeTheClusterWorksWhatIsWrong() throws IOException {
        write("one.csv", sources(3));
        assertThatThrownBy(() -> generate("generate.endpoint=null"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot generate: generate.endpoint is not set; name the server, the model and the prompt: generate { endpoint = ..., model = ..., prompt = ... }");
        assertThatThrownBy(() -> generate("generate.input=[]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot generate: generate.input is empty; name the sources: generate.input = [{path = ..., text = ...}]");
        assertThatThrownBy(() -> generate("generate.n=2", "generate.temperature=0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "generate.n must be 1 where temperature = 0, which always gives the same text: 2");
        assertThatThrownBy(() -> generate("generate.stop=[\" \"]"))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot use model tiny (generate): the answer is blank; the prompt must ask for a text, and mode, stop and max-tokens must fit the model");
        assertThatThrownBy(() -> generate("generate.prompt=${data}/none.txt"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot read generate.prompt: ");
    }
}
