package io.sparkdistill.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.pipeline.Sessions;
import io.sparkdistill.jobs.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DistillTest {
    @TempDir
    static Path folder;

    private static TinyTask task;

    private final StringWriter printed = new StringWriter();
    private final StringWriter out = new StringWriter();

    @BeforeAll
    static void write() throws IOException {
        task = new TinyTask(folder);
        LocalSpark.session();
    }

    @Test
    void writesNothingWhereItOnlyLooksOrFails() throws IOException {
        assertThat(run("augment", "--preview=2", "--set=augment.copies=1"))
                .as(printed.toString())
                .isZero();
        assertThat(task.output()).doesNotExist();

        assertThat(run("augment")).isZero();
        List<String> before = files();
        assertThat(before).contains("configuration.json").doesNotContain("_writable");
        String configuration = Files.readString(task.output().resolve("configuration.json"));

        assertThat(run("label", "--estimate")).as(printed.toString()).isZero();
        assertThat(run("augment", "--preview=2", "--set=augment.copies=1")).isZero();
        assertThat(run("train")).as("without soft targets").isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(files()).isEqualTo(before);
        assertThat(task.output().resolve("configuration.json")).hasContent(configuration);
    }

    @Test
    void writesNumbersInOneWayInEveryCountry() {
        Locale locale = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(run("augment", "--set=output=" + folder.resolve("german")))
                    .isZero();
            assertThat(out.toString()).containsPattern("examples written in \\d+\\.\\d s");
            assertThat(new TextTable("a", "b").row("c", 1234).toString()).contains("1,234");
            assertThat(Locale.getDefault(Locale.Category.FORMAT)).isEqualTo(Locale.GERMANY);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void writesHowItHasEndedToTheStatusFile() throws IOException {
        Path status = folder.resolve("status.json");
        String[] options = {"--status-file=" + status, "--set=output=" + folder.resolve("scheduled")};
        assertThat(run("train", options)).isEqualTo(ExitCode.BAD_INPUT.code());
        JsonNode failed = new ObjectMapper().readTree(status.toFile());
        assertThat(failed.get("exitCode").asInt()).isEqualTo(3);
        assertThat(failed.get("message").asText())
                .isEqualTo(
                        "Cannot find a complete file:%s/transfer_set: run `augment` first, or `pipeline`, which runs all verbs"
                                .formatted(folder.resolve("scheduled")));
        assertThat(failed.get("jobs")).isEmpty();

        assertThat(run("augment", options)).isZero();
        JsonNode done = new ObjectMapper().readTree(status.toFile());
        assertThat(done.get("command").asText()).isEqualTo("augment");
        assertThat(done.get("output").asText()).isEqualTo("file:" + folder.resolve("scheduled"));
        assertThat(done.get("exitCode").asInt()).isZero();
        assertThat(done.get("seconds").asDouble()).isPositive();
        JsonNode augment = done.get("jobs").get(0);
        assertThat(augment.get("verb").asText()).isEqualTo("augment");
        assertThat(augment.get("result").get("read").asInt()).isEqualTo(600);
        assertThat(augment.get("summary").asText()).contains("examples written in");

        assertThat(run("augment", "--status-file=" + status, "--set=task.classes=0"))
                .isEqualTo(ExitCode.BAD_CONFIGURATION.code());
        assertThat(new ObjectMapper().readTree(status.toFile()).get("exitCode").asInt())
                .isEqualTo(2);
    }

    @Test
    void endsWithTwoForAnOutputThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run("augment", "--set=output=" + file)).isEqualTo(ExitCode.BAD_CONFIGURATION.code());
        assertThat(run("augment", "--set=output=" + file + "/o")).isEqualTo(ExitCode.BAD_CONFIGURATION.code());
        assertThat(run("augment", "--set=output=/proc/o")).isEqualTo(ExitCode.BAD_CONFIGURATION.code());
        assertThat(printed.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.endsWith("; name a folder that this user may write"))
                .anyMatch(line -> line.startsWith("spark-distill: output: Cannot write to file:/proc/o: "));
    }

    @Test
    void namesTheApplicationAsTheUserDoes() {
        SparkConf conf = new SparkConf(false).set("spark.app.name", "mine");
        Sessions.start(conf, "spark-distill");
        assertThat(conf.get("spark.app.name")).isEqualTo("mine");
        SparkConf unnamed = new SparkConf(false).set("spark.app.name", Distill.class.getName());
        Sessions.start(unnamed, "spark-distill");
        assertThat(unnamed.get("spark.app.name")).isEqualTo("spark-distill");
    }

    private int run(String verb, String... options) {
        List<String> arguments = new ArrayList<>(List.of(verb));
        task.settings().forEach(setting -> arguments.add("--set=" + setting));
        arguments.addAll(List.of(options));
        CommandLine distill = Distill.commandLine();
        distill.setOut(new PrintWriter(out));
        distill.setErr(new PrintWriter(printed));
        return distill.execute(arguments.toArray(String[]::new));
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(task.output())) {
            return all.map(task.output()::relativize)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
