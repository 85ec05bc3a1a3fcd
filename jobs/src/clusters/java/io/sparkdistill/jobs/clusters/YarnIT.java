package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.Launcher;
import io.sparkdistill.jobs.TinyTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What YARN says of a command, in client and in cluster mode, with HDFS as the default file system. */
class YarnIT {
    @TempDir
    static Path folder;

    private static Hdfs hdfs;
    private static Yarn yarn;
    private static List<String> settings;

    @BeforeAll
    static void start() throws Exception {
        hdfs = new Hdfs(Files.createDirectories(folder.resolve("hdfs")));
        yarn = new Yarn(Files.createDirectories(folder.resolve("yarn")), hdfs.uri());
        TinyTask task = new TinyTask(folder);
        for (String file : List.of("train.tsv", "validation.tsv", "test.tsv", "unlabeled.txt", "model.pt")) {
            hdfs.put(task.file(file), "data/" + file);
        }
        hdfs.put(task.file("tokenizer.json"), "data/tokenizer.json");
        hdfs.put(Files.createDirectories(folder.resolve("events")), "events");
        settings = new ArrayList<>(task.settings("data=/tests/data", "output=unset", "evaluate.speed-rows=8"));
        Files.write(
                folder.resolve("run.conf"),
                settings.stream()
                        .map(line -> line.replaceFirst("=(/.*)$", "=\"$1\""))
                        .toList());
    }

    @AfterAll
    static void stop() {
        yarn.close();
        hdfs.close();
    }

    @Test
    void reportsSuccessWithOneAttemptInClientMode() throws Exception {
        Launcher.Result result = distill("augment", "client", "client");
        assertThat(result.exitCode()).as(result.output()).isZero();
        ApplicationReport report = expect(FinalApplicationStatus.SUCCEEDED);
        assertThat(yarn.status(report)).contains("State : FINISHED", "Final-State : SUCCEEDED");
        assertThat(hdfs.files("client/transfer_set")).isPositive();
    }

    @Test
    void reportsSuccessWithOneAttemptInClusterMode() throws Exception {
        Launcher.Result result = distill(
                "pipeline",
                "cluster",
                "cluster",
                "--set",
                "train.epochs=1",
                "--status-file",
                "/tests/status",
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.dir=" + hdfs.root() + "/events");
        assertThat(result.exitCode()).as(result.output()).isZero();
        expect(FinalApplicationStatus.SUCCEEDED);
        assertThat(hdfs.files("cluster/current.json")).isEqualTo(1);
        assertThat(status("status").get("exitCode").asInt()).isZero();
        assertThat(events()).contains("SparkListenerApplicationEnd").doesNotContain("/files/");
    }

    /** Returns Spark's event log, whose environment names the files that the driver has served to executors. */
    private static String events() throws Exception {
        Path logs = folder.resolve("read-events");
        hdfs.get("events", logs);
        try (Stream<Path> files = Files.list(logs)) {
            return Files.readString(files.filter(file -> !file.toString().endsWith(".crc"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    @Test
    void reportsAFailedRunWithItsReasonInClientMode() throws Exception {
        Launcher.Result result = distill("label", "empty-client", "client");
        assertThat(result.exitCode()).as(result.output()).isEqualTo(3);
        assertThat(result.output()).contains("spark-distill: Cannot find a complete hdfs://");
        expect(FinalApplicationStatus.FAILED);
    }

    @Test
    void reportsAFailedRunWithItsReasonInClusterMode() throws Exception {
        Launcher.Result result = distill("label", "empty-cluster", "cluster", "--status-file", "/tests/failed");
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        ApplicationReport report = expect(FinalApplicationStatus.FAILED);
        assertThat(report.getDiagnostics()).contains("exit code 3: spark-distill: Cannot find a complete hdfs://");
        assertThat(yarn.status(report)).contains("Final-State : FAILED", "exit code 3: spark-distill: Cannot find");
        assertThat(result.output()).contains("Cannot find a complete hdfs://");
        assertThat(status("failed").get("exitCode").asInt()).isEqualTo(3);
    }

    @Test
    void reportsAWrongConfigurationInClusterMode() throws Exception {
        Launcher.Result result = distill("label", "wrong", "cluster", "--set", "label.temperature=1");
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        ApplicationReport report = expect(FinalApplicationStatus.FAILED);
        assertThat(yarn.status(report)).contains("Final-State : FAILED", "unknown key label.temperature");
    }

    private static ApplicationReport expect(FinalApplicationStatus status) throws Exception {
        ApplicationReport report = yarn.newest();
        assertThat(report.getFinalApplicationStatus())
                .as(report.getDiagnostics())
                .isEqualTo(status);
        assertThat(yarn.attempts(report)).isEqualTo(1);
        assertThat(report.getName()).isEqualTo("spark-distill");
        return report;
    }

    private static JsonNode status(String file) throws Exception {
        Path local = folder.resolve("status-" + file);
        hdfs.get(file, local);
        return new ObjectMapper().readTree(local.toFile());
    }

    private static Launcher.Result distill(String verb, String output, String mode, String... more) throws Exception {
        String home = Launcher.ROOT.resolve("bin/spark-home/jars") + "/*";
        List<String> command = new ArrayList<>(List.of(
                Launcher.ROOT.resolve("bin/spark-distill").toString(),
                verb,
                "--config",
                "run.conf",
                "--master",
                "yarn",
                "--deploy-mode",
                mode,
                "--driver-memory",
                "1g",
                "--executor-memory",
                "800m",
                "--num-executors",
                "1",
                "--conf",
                "spark.yarn.jars=local:%s,local:%s".formatted(home, ClusterJars.path("spark")),
                "--conf",
                "spark.sql.shuffle.partitions=2",
                "--conf",
                "spark.yarn.report.interval=200ms",
                "--set",
                "output=/tests/" + output));
        command.addAll(List.of(more));
        return Launcher.run(folder, yarn.environment(), command);
    }
}
