package io.sparkdistill.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SweepCommandTest {
    private static final String IMAGES = "path=${data}/images.gz, labels=${data}/labels.gz, format=idx";

    @TempDir
    static Path folder;

    private final StringWriter printed = new StringWriter();

    @BeforeAll
    static void writeImages() throws IOException {
        TinyImages.write(folder, 450, 1);
        LocalSpark.session();
    }

    @Test
    void letsAStudentTeachTheNextAndSetsTheBiasOfAClassThatItNeverSaw() throws IOException {
        int code = sweep(
                "{name=the teacher, set=[\"train.soft-weight=0\", \"student.mlp.layers=[32]\", \"train.seeds=[1, 2]\"]}",
                "{name=student, set=[\"teachers=[{name=t, variant=the teacher}]\", \"input.train=[{" + IMAGES
                        + ", limit=300, without-labels=[1]}]\", \"evaluate.set-bias=[1]\"]}");

        assertThat(code).as(printed.toString()).isZero();
        assertThat(printed.toString()).contains("errors", "recall of 1", "student, bias set");
        JsonNode rows =
                new ObjectMapper().readTree(folder.resolve("out/sweep.json").toFile());
        assertThat(rows).hasSize(4);
        JsonNode before = rows.at("/2/report/validation");
        JsonNode after = rows.at("/3/report/validation");
        assertThat(rows.at("/2/examples").asInt()).isEqualTo(200);
        assertThat(before.at("/agreement").asDouble())
                .as("with the teacher of this sweep")
                .isGreaterThan(0.5);
        assertThat(rows.at("/3/report/biases/1").isNumber()).isTrue();
        assertThat(after.at("/accuracy").asDouble())
                .isGreaterThanOrEqualTo(before.at("/accuracy").asDouble());
        assertThat(after.at("/recall/1").asDouble())
                .as("of a class that it never saw")
                .isGreaterThanOrEqualTo(before.at("/recall/1").asDouble());
    }

    @Test
    void refusesTeachersThatNoEarlierVariantTrains() {
        assertThat(sweep("{name=a, set=[\"teachers=[{name=t, variant=b}]\"]}"))
                .isEqualTo(ExitCode.BAD_CONFIGURATION.code());
        assertThat(printed.toString()).contains("teachers must have variants that sweep names, one of [a]: b");
        assertThat(sweep(
                        "{name=a, set=[\"teachers=[{name=t, variant=b}]\"]}",
                        "{name=b, set=[\"train.soft-weight=0\"]}"))
                .isEqualTo(ExitCode.BAD_CONFIGURATION.code());
        assertThat(printed.toString())
                .contains("sweep: the teachers of a must be students of earlier variants []: [b]; change their order");
    }

    @Test
    void checksWhatItCanOfAVariantThatWaitsForAnother() {
        String missing = "teachers=[{name=t, variant=a}, {name=u, model=${data}/none}]";

        assertThat(sweep("{name=a, set=[\"train.soft-weight=0\"]}", "{name=b, set=[\"" + missing + "\"]}"))
                .isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(printed.toString()).contains("Cannot read teachers[1].model").doesNotContain("augment");
    }

    @Test
    void halvesSearchedVariantsTwoAtOnceAndGoesOnWhereItWasAndPromotesTheBest() throws IOException {
        String teacher = "{name=teacher, set=[\"train.soft-weight=0\", \"train.epochs=4\"]}";
        // The learning rate 1e30 diverges.
        String[] search = {
            "output=" + folder.resolve("halving"),
            "teachers=[{name=t, variant=teacher}]",
            "train.epochs=4",
            "evaluate={resamples=20, speed-rows=16}",
            "sweep={search=halving, parallel=2, halving.reduction-factor=2, variants=[" + teacher + "], parameters=["
                    + "{key=train.learning-rate, values=[0.01, 1e30]}, {key=train.loss, values=[kl, mse]}]}"
        };

        int code = run(search);

        assertThat(code).as(printed.toString()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(printed.toString())
                .contains(
                        "Rung of 1 epoch: 4 variants",
                        "Rung of 2 epochs: 1 variant",
                        "To the end: 1 variant",
                        "The variant learning-rate=1.0E30, loss=kl failed: Cannot train student: its training diverged",
                        "best on validation: learning-rate=0.01",
                        "is served from now on");
        JsonNode rows = read("halving/sweep.json");
        assertThat(rows).hasSize(5);
        assertThat(rows.findValuesAsText("state"))
                .containsExactly("complete", "complete", "stopped", "failed", "failed");
        assertThat(folder.resolve("halving/current.json")).exists();
        assertThat(Files.readString(folder.resolve("halving/sweep.html")))
                .contains(
                        "Sweep of 5 variants",
                        "Validation accuracy against loss, all variants after 1 epoch",
                        "stopped after 1 epoch",
                        "2 failed");
        String best = read("halving/current.json").get("run").asText();
        assertThat(read("halving/runs/" + best + "/evaluation/configuration.json")
                        .at("/train/learning-rate")
                        .asDouble())
                .isEqualTo(0.01);
        assertThat(states()).containsExactlyInAnyOrder("evaluated", "stopped", "failed", "failed");
        assertThat(folder.resolve("halving/_checkpoints")).isEmptyDirectory();
        // A killed sweep has the scores of the rungs that it has finished.
        assertThat(run(search)).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(read("halving/sweep.json").findValuesAsText("share")).isEqualTo(rows.findValuesAsText("share"));
    }

    private static List<String> states() throws IOException {
        List<String> states = new ArrayList<>();
        for (String run : folder.resolve("halving/runs").toFile().list()) {
            states.add(read("halving/runs/" + run + "/run.json").get("state").asText());
        }
        return states;
    }

    private static JsonNode read(String file) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(file).toFile());
    }

    private int sweep(String... variants) {
        return run("output=" + folder.resolve("out"), "sweep=[" + String.join(", ", variants) + "]");
    }

    private int run(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("sweep"));
        for (String setting : List.of(
                "data=" + folder,
                "task={type=features, classes=3}",
                "input.train=[{" + IMAGES + ", limit=300}]",
                "input.validation=[{" + IMAGES + ", skip=300}]",
                "student={network=mlp, mlp={layers=[16]}}",
                "train={epochs=12, batch-size=16, learning-rate=0.01, temperature=4, threads=1, baseline.enabled=false}")) {
            arguments.addAll(List.of("--set", setting));
        }
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        PrintWriter out = new PrintWriter(printed, true);
        CommandLine command = Distill.commandLine().setOut(out).setErr(out);
        return command.execute(arguments.toArray(String[]::new));
    }
}
