package io.sparkdistill.jobs.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.config.TrackingConfig;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunRecord;
import io.sparkdistill.jobs.run.Runs;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingTest {
    private static final String METRICS =
            """
            {"models": {"student": {"validation": {"accuracy": 0.75, "macro-f1": 0.5, "rows": 4, "recall": {"a": 1.0}},
              "cost": {"bytes": 100, "rowsPerSecond": 2.5}}, "baseline": {"validation": {"accuracy": 0.25}}}}
            """;

    @TempDir
    Path folder;

    private Run run;

    @BeforeEach
    void openRun() {
        Output output = new Output(folder.toString(), Map.of(), TableFormat.PARQUET, new Configuration());
        String configuration = "{\"seed\": 42, \"train\": {\"loss\": \"kl\", \"temperature\": 2.0}}";
        run = new Runs(output)
                .open(new Provenance(
                        "train", Map.of("settings", "none"), Map.of(RunRecord.CONFIGURATION, configuration)));
    }

    @Test
    void theHistoryHasOneLinePerEpochAndReplacesThoseThatAResumedTrainingRepeats() throws IOException {
        Tracking tracking = new Tracking(new TrackingConfig(Optional.empty(), "none"), run);
        tracking.epoch("student", epoch(1, 0.5));
        tracking.epoch("student", epoch(2, 0.6));
        tracking.epoch("student", epoch(3, 0.7));
        tracking.epoch("student", epoch(2, 0.65));
        tracking.epochs("student", List.of(epoch(1, 0.5), epoch(2, 0.65)));
        tracking.epochs("baseline", List.of(epoch(1, 0.4)));

        assertThat(lines("history.jsonl"))
                .extracting(line -> "%s %s %s"
                        .formatted(
                                line.get("model").asText(),
                                line.get("epoch"),
                                line.at("/validation/accuracy").asDouble()))
                .containsExactly("student 1 0.5", "student 2 0.65", "baseline 1 0.4");
        assertThat(lines("history.jsonl"))
                .allSatisfy(line -> assertThat(line.get("run").asText()).isEqualTo(run.id()));
    }

    @Test
    void theEpochsOfACompleteModelReplaceThoseOfALearningRateThatWasNotChosen() throws IOException {
        Tracking tracking = new Tracking(new TrackingConfig(Optional.empty(), "none"), run);
        tracking.epoch("baseline", epoch(1, 0.5));
        tracking.epoch("baseline", epoch(2, 0.6));
        tracking.epochs("baseline", List.of(epoch(1, 0.7), epoch(2, 0.8)));

        assertThat(lines("history.jsonl"))
                .extracting(line -> line.at("/validation/accuracy").asDouble())
                .containsExactly(0.7, 0.8);
    }

    @Test
    void mlflowGetsTheEpochsOfModelsThatWereNotTrackedOneByOneAndHowASweepGivesUpARun() throws IOException {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            Tracking tracking = new Tracking(new TrackingConfig(Optional.of(server.uri()), "none"), run);
            tracking.epoch("student", epoch(1, 0.5));
            tracking.epochs("student", List.of(epoch(1, 0.5)));
            tracking.epochs("student-2", List.of(epoch(1, 0.6)));
            tracking.stopped();

            assertThat(server.metrics)
                    .filteredOn(metric -> metric.get("key").asText().endsWith("validation.accuracy"))
                    .extracting(metric -> metric.get("key").asText() + " " + metric.get("value"))
                    .containsExactly(
                            "student.epoch.validation.accuracy 0.5", "student-2.epoch.validation.accuracy 0.6");
            assertThat(server.statuses).containsExactly("KILLED");
        }
    }

    @Test
    void metricsAreWrittenAsOpenMetricsAndIntoTheHistory() throws IOException {
        new Tracking(new TrackingConfig(Optional.empty(), "none"), run).evaluated(METRICS, Map.of());

        String labels = "{run=\"%s\",model=\"%s\",split=\"%s\"} ";
        assertThat(text("openmetrics.txt"))
                .startsWith("# TYPE spark_distill_accuracy gauge\n"
                        + "spark_distill_accuracy" + labels.formatted(run.id(), "student", "validation") + "0.75\n"
                        + "spark_distill_accuracy" + labels.formatted(run.id(), "baseline", "validation") + "0.25\n")
                .contains(
                        "# TYPE spark_distill_rows_per_second gauge\nspark_distill_rows_per_second"
                                + labels.formatted(run.id(), "student", "cost") + "2.5\n",
                        "spark_distill_macro_f1")
                .endsWith("# EOF\n");
        assertThat(lines("history.jsonl"))
                .extracting(line ->
                        line.get("model").asText() + " " + line.get("split").asText())
                .containsExactly("student validation", "student cost", "baseline validation");
    }

    @Test
    void reportsSettingsEpochsMetricsAndFilesToMlflowAndRepeatsWhatItsServerRefusesForAMoment() throws IOException {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            server.failures = 2;
            TrackingConfig config = new TrackingConfig(Optional.of(server.uri()), "reviews and more");
            new Tracking(config, run).epoch("student", epoch(1, 0.5));
            new Tracking(config, run).epoch("student", epoch(2, 0.6));
            new Tracking(config, run).evaluated(METRICS, Map.of("evaluation/report.html", "<p>report</p>"));

            assertThat(server.experiments).containsOnlyKeys("reviews and more");
            assertThat(server.requests)
                    .filteredOn("POST /api/2.0/mlflow/runs/create"::equals)
                    .hasSize(1);
            assertThat(server.parameters)
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("seed", "42", "train.loss", "kl", "train.temperature", "2.0"));
            assertThat(server.tags).containsEntry("mlflow.runName", run.id()).containsKey("spark-distill.run");
            assertThat(server.metrics)
                    .filteredOn(metric -> metric.get("key").asText().equals("student.epoch.validation.accuracy"))
                    .extracting(metric -> metric.get("step") + ": " + metric.get("value"))
                    .containsExactly("1: 0.5", "2: 0.6");
            assertThat(server.metrics)
                    .extracting(metric -> metric.get("key").asText())
                    .contains("student.validation.accuracy", "student.cost.bytes", "baseline.validation.accuracy");
            assertThat(server.artifacts)
                    .containsExactlyEntriesOf(Map.of("7/abc/artifacts/evaluation/report.html", "<p>report</p>"));
            assertThat(server.statuses).containsExactly("FINISHED");
        }
    }

    @Test
    void aServerThatFailsIsAskedNoMoreAndFailsNoRun() throws IOException {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            server.failures = 1000;
            Tracking tracking = new Tracking(new TrackingConfig(Optional.of(server.uri()), "none"), run);
            assertThatCode(() -> tracking.epoch("student", epoch(1, 0.5))).doesNotThrowAnyException();
            int asked = server.requests.size();
            tracking.epoch("student", epoch(2, 0.6));
            tracking.evaluated(METRICS, Map.of());

            assertThat(asked).as("once, and three times again").isEqualTo(4);
            assertThat(server.requests).hasSize(asked);
            assertThat(lines("history.jsonl")).hasSize(5);
        }
    }

    @Test
    void aServerThatDoesNotExistFailsNoRun() throws IOException {
        URI nowhere;
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            nowhere = server.uri();
        }
        new Tracking(new TrackingConfig(Optional.of(nowhere), "none"), run).failed();

        new Tracking(new TrackingConfig(Optional.of(nowhere), "none"), run).epoch("student", epoch(1, 0.5));
        assertThat(lines("history.jsonl")).hasSize(1);
    }

    private static EpochReport epoch(int number, double accuracy) {
        return new EpochReport(number, 100, 0.9 / number, new ValidationScore(accuracy, 0.6), 1.5);
    }

    private List<JsonNode> lines(String file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text(file).lines().toList()) {
            lines.add(json.readTree(line));
        }
        return lines;
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve("runs").resolve(run.id()).resolve(file));
    }
}
