package io.sparkdistill.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.cli.Commands;
import io.sparkdistill.jobs.init.InitOptions.Columns;
import io.sparkdistill.jobs.job.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitTest {
    @TempDir
    static Path folder;

    private static InitKinds kinds;

    private final StringWriter said = new StringWriter();

    /**
     * One kind of data.
     *
     * @param entry what the configuration says of it, without the folder
     */
    private record Kind(List<String> data, String type, String entry) {
        @Override
        public String toString() {
            return entry;
        }
    }

    @BeforeAll
    static void write() throws IOException {
        kinds = new InitKinds(folder);
    }

    static Stream<Kind> kinds() throws IOException {
        return Stream.of(
                new Kind(
                        List.of(kinds.csv()),
                        "text",
                        "{ path = \"/reviews.csv\", format = csv, text = review, label = sentiment }"),
                new Kind(
                        List.of(kinds.tsv()),
                        "text",
                        "{ path = \"/quoted.tsv\", format = tsv, header = false, encoding = windows-1252, text = \"0\", label = \"1\" }"),
                new Kind(
                        List.of(kinds.json()),
                        "text",
                        "{ path = \"/rows.jsonl\", format = json, text = text, label = category }"),
                new Kind(
                        List.of(kinds.parquet()),
                        "text",
                        "{ path = \"/parquet\", format = parquet, text = content, label = label }"),
                new Kind(
                        List.of(kinds.pairs()),
                        "text-pair",
                        "{ path = \"/pairs.csv\", format = csv, separator = \";\", text = sentence_A, text-pair = sentence_B, label = entailment_judgment }"),
                new Kind(
                        List.of(kinds.features()),
                        "features",
                        "{ path = \"/features.json\", format = json, features = x, label = target }"),
                new Kind(List.of(kinds.texts()), "text", "{ path = \"/texts\", format = files, label = label }"),
                new Kind(
                        kinds.images(),
                        "features",
                        "{ path = \"/train-images-idx3-ubyte\", format = idx, labels = \"/train-labels-idx1-ubyte\" }"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @EnabledIfSystemProperty(named = "spark-distill.init", matches = "run", disabledReason = "takes minutes")
    void writesAConfigurationThatRunsToAReport(Kind kind) throws IOException {
        Path output = folder.resolve("output-" + kind.entry().hashCode());
        InitOptions options = options(kind.data(), Optional.empty());
        Path file = folder.resolve("run.conf");
        String written = init(new InitOptions(
                options.data(),
                options.purposes(),
                Optional.empty(),
                Optional.empty(),
                Columns.GUESSED,
                List.of(),
                Optional.of(file.toString()),
                Optional.of(output.toString()),
                true));
        assertThat(written.replace(folder.toString(), "")).contains("type = " + kind.type() + "\n", kind.entry());
        assertThat(Commands.run("sweep", "--config=" + file)).isZero();
        for (String variant : List.of("teacher", "student")) {
            try (Stream<Path> files = Files.walk(output.resolve(variant))) {
                assertThat(files).anyMatch(path -> path.endsWith("report.html"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tellsFormatsAndColumns(Kind kind) throws IOException {
        List<PlannedInput> plans = new InputPlanning(
                        LocalSpark.session(), new Configuration(), Dialog.silent(new PrintWriter(said)))
                .plan(options(kind.data(), Optional.empty()));
        assertThat(plans).singleElement().satisfies(plan -> {
            assertThat(plan.hocon().replace(folder.toString(), "")).isEqualTo(kind.entry());
            assertThat(plan.purpose()).isEqualTo(PlannedInput.Purpose.TRAIN);
        });
    }

    @Test
    void countsRowsAndTriesTheTeacher() throws IOException {
        Path unlabeled = Files.writeString(folder.resolve("more.txt"), "a good film\nanother bad film\n");
        String written = init(options(List.of(kinds.csv(), unlabeled.toString()), Optional.of(kinds.teacher())));
        assertThat(written)
                .contains(
                        "#   spark-distill pipeline --config %s/written.conf".formatted(folder),
                        "class-names = [negative, positive]",
                        "unlabeled = [\n    { path = \"%s\", format = text }".formatted(unlabeled),
                        "model = \"%s\", tokenizer = \"%s/tokenizer.json\", max-tokens = 128"
                                .formatted(kinds.teacher(), folder));
        assertThat(said.toString())
                .contains(
                        "/reviews.csv (train): csv, UTF-8, header, text: review, label: sentiment, not used: id",
                        "/more.txt (unlabeled): text, UTF-8, text: value")
                .containsPattern("input.train\\[0\\] *│ *62 │ *1 │ *1 │")
                .containsPattern("the text is null or blank │ *1 │")
                .containsPattern("estimate .*pending rows")
                .containsPattern("Of 60 labeled rows the teacher is right on \\d+")
                .endsWith("Wrote %s/written.conf. Next: spark-distill pipeline --config %s/written.conf%n"
                        .formatted(folder, folder));
        assertThat(said.toString().lines().filter(line -> line.matches("║ film .*(negative|positive) .*")))
                .hasSize(10);
    }

    @Test
    void asksWhereThereIsATerminal() throws IOException {
        BufferedReader answers = new BufferedReader(new StringReader("revew\nreview\n\n"));
        List<PlannedInput> plans = new InputPlanning(
                        LocalSpark.session(), new Configuration(), Dialog.of(answers, new PrintWriter(said)))
                .plan(withoutTeacher(kinds.csv()));
        assertThat(plans).singleElement().satisfies(plan -> {
            assertThat(plan.hasLabels()).isTrue();
            assertThat(plan.columns().text()).contains("review");
        });
        assertThat(said.toString()).contains("Column of the text: one of id, review, sentiment, or none [review]: ");
    }

    @Test
    void refusesToReplaceAFile() throws IOException {
        Files.writeString(folder.resolve("taken.conf"), "mine");
        InitOptions options = new InitOptions(
                List.of(kinds.csv()),
                new InitOptions.Purposes(List.of(), List.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                Columns.GUESSED,
                List.of(),
                Optional.of(folder.resolve("taken.conf").toString()),
                Optional.empty(),
                false);
        assertThatThrownBy(() -> init(options))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot write %s/taken.conf: it exists; choose another file by --to, or replace it by --force"
                                .formatted(folder));
        assertThat(folder.resolve("taken.conf")).hasContent("mine");
    }

    @Test
    void refusesUnlabeledTextsWithoutATeacher() throws IOException {
        Path texts = Files.writeString(folder.resolve("only.txt"), "a good film\na bad film\n");
        assertThatThrownBy(() -> init(withoutTeacher(texts.toString())))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot distill without a teacher and without labels: give a model by --teacher, or the column of the labels by --label");
    }

    private InitOptions withoutTeacher(String data) {
        return options(List.of(data), Optional.empty());
    }

    private InitOptions options(List<String> data, Optional<String> teacher) {
        return new InitOptions(
                data,
                new InitOptions.Purposes(List.of(), List.of(), List.of()),
                teacher,
                Optional.empty(),
                Columns.GUESSED,
                List.of(),
                Optional.of(folder.resolve("written.conf").toString()),
                Optional.of(folder.resolve("output").toString()),
                true);
    }

    private String init(InitOptions options) throws IOException {
        PrintWriter out = new PrintWriter(said);
        String file = new Init(LocalSpark.session(), new Configuration(), Dialog.silent(out)).run(options);
        return Files.readString(Path.of(file));
    }
}
