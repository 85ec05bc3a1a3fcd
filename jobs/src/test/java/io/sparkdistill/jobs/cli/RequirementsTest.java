package io.sparkdistill.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RequirementsTest {
    private static final String UNMET =
            "--set=evaluate.require=[\"student.test.rows > 39\", \"student.validation.accuracy > 1\"]";

    @TempDir
    static Path folder;

    private static TinyTask task;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void write() throws IOException {
        task = new TinyTask(folder);
        LocalSpark.session();
    }

    @Test
    void aStudentThatDoesNotMeetThemIsNeverServed() throws IOException {
        assertThat(configured(
                        "pipeline", UNMET, "--set=evaluate.slices=[label]", "--set=report.price-per-core-hour=0.5"))
                .isEqualTo(4);
        assertThat(err.toString())
                .contains(
                        "spark-distill: Cannot accept the student: evaluate.require is not met: student.validation.accuracy > 1 (student.validation.accuracy = ")
                .contains(" does not hold); the run is kept and not served; its report is ")
                .endsWith("/evaluation/report.html" + System.lineSeparator());
        assertThat(out.toString())
                .contains(
                        "met: student.test.rows > 39 (student.test.rows = 40: 40 > 39 holds)",
                        "not met: student.valid");
        assertThat(task.output().resolve("current.json")).doesNotExist();

        Path run = task.run();
        JsonNode record = new ObjectMapper().readTree(run.resolve("run.json").toFile());
        assertThat(record.at("/gate/0/passed").asBoolean()).isTrue();
        assertThat(record.at("/gate/1/passed").asBoolean()).isFalse();
        assertThat(record.at("/outcome/exit").asInt()).isEqualTo(4);
        assertThat(record.at("/state").asText()).isEqualTo("evaluated");
        Document report = Jsoup.parse(Files.readString(run.resolve("evaluation/report.html")));
        assertThat(report.select(".gate li.unmet code").text()).isEqualTo("student.validation.accuracy > 1");
        assertThat(report.select("figcaption").eachText())
                .contains("Accuracy by the column label, with 95 % intervals by Wilson")
                .contains("Size and speed; speed on one thread of the driver, priced at 0.5 per core and hour");
        assertThat(Files.readString(run.resolve("evaluation/model-card.md")))
                .contains("- not met: `student.validation.accuracy > 1` (student.validation.accuracy = ");

        assertThat(run("promote", "--output=" + task.output(), run.getFileName().toString()))
                .isEqualTo(4);
        assertThat(err.toString()).contains("Cannot promote run %s: it does not meet".formatted(run.getFileName()));
        assertThat(task.output().resolve("current.json")).doesNotExist();

        assertThat(configured("pipeline", "--set=evaluate.require=[\"student.validation.accuracy > 0\"]"))
                .isZero();
        assertThat(task.output().resolve("current.json")).exists();

        Path page = folder.resolve("both.html");
        assertThat(run(
                        "compare",
                        "--output=" + task.output(),
                        "--to=" + page,
                        run.getFileName().toString(),
                        task.run().getFileName().toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("evaluate.require", "comparison: " + page);
        assertThat(page).exists();
        assertThat(folder.resolve("both.json")).exists();
    }

    @Test
    void aColumnOfSlicesMustExist() {
        assertThat(configured("evaluate", "--set=evaluate.slices=[nothing]")).isEqualTo(3);
        assertThat(err.toString()).contains("Cannot find column nothing of input.validation[0]");
    }

    private int configured(String verb, String... options) {
        List<String> arguments = new ArrayList<>(List.of(verb));
        task.settings().forEach(setting -> arguments.add("--set=" + setting));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        CommandLine distill = Distill.commandLine();
        distill.setOut(new PrintWriter(out));
        distill.setErr(new PrintWriter(err));
        return distill.execute(arguments);
    }
}
