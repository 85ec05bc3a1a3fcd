package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
    private static final String SCRIPT =
            Launcher.ROOT.resolve("bin/spark-distill").toString();

    @TempDir
    Path folder;

    @Test
    void explainsItselfWithoutSpark() throws Exception {
        Launcher.Result result = Launcher.distill(folder, "--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).contains("pipeline", "quickstart", "Exit codes:");
        assertThat(Launcher.distill(folder, "label", "--help").output()).contains("--config=FILE", "--set=KEY=VALUE");
    }

    @Test
    void endsWithTwoForAConfigurationThatIsWrongAndNamesTheLine() throws Exception {
        Path config =
                Files.writeString(folder.resolve("my run.conf"), "output = x\ntask.classes = 2\ntrain.epoch = 3\n");
        Launcher.Result result = Launcher.distill(folder, "pipeline", "--config", config.toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output())
                .contains("spark-distill: " + config + ": 3: unknown key train.epoch; did you mean train.epochs?");
    }

    @Test
    void endsWithThreeForInputThatIsNotThere() throws Exception {
        Launcher.Result result = Launcher.distill(
                folder,
                "augment",
                "--set",
                "output=out",
                "--set",
                "task.classes=2",
                "--set",
                "input.train=[{path=nothing.tsv, text=sentence, label=label}]");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.output())
                .contains("spark-distill: Cannot read input.train[0]: no such file: nothing.tsv;"
                        + " set input.train[0].path to an existing file or folder");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void passesTheOptionsOfSparkSubmitOnAndShipsTheConfigurationToACluster() throws Exception {
        List<String> command = dryRun(
                SCRIPT,
                "label",
                "--config",
                "a b/x.conf",
                "--master=yarn",
                "--deploy-mode",
                "cluster",
                "--conf",
                "k=v",
                "--set",
                "train.epochs=1");
        assertThat(command.subList(1, command.size() - 6))
                .containsExactly(
                        "--class",
                        "io.sparkdistill.jobs.cli.Distill",
                        "--master",
                        "yarn",
                        "--deploy-mode",
                        "cluster",
                        "--conf",
                        "k=v",
                        "--files",
                        "a b/x.conf",
                        "--name",
                        "spark-distill",
                        "--conf",
                        "spark.yarn.maxAppAttempts=1");
        assertThat(command.subList(command.size() - 5, command.size()))
                .containsExactly("label", "--set", "train.epochs=1", "--config", "./x.conf");
    }

    @Test
    void shipsTheConfigurationWhereverClusterModeIsAskedFor() throws Exception {
        Files.writeString(folder.resolve("p.properties"), "# comment\n  spark.submit.deployMode   cluster \r\n");
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/spark-defaults.conf"), "spark.submit.deployMode=cluster\n");
        Map<String, String> defaults =
                Map.of("SPARK_CONF_DIR", folder.resolve("conf").toString());

        List<String> shipped = List.of("--files", "my.conf");
        assertThat(cluster(Map.of(), "--conf", "spark.submit.deployMode=cluster"))
                .containsSubsequence(shipped);
        assertThat(cluster(Map.of(), "--conf=spark.submit.deployMode=cluster")).containsSubsequence(shipped);
        assertThat(cluster(Map.of(), "-c", "spark.submit.deployMode=cluster")).containsSubsequence(shipped);
        assertThat(cluster(Map.of(), "--properties-file", "p.properties")).containsSubsequence(shipped);
        assertThat(cluster(defaults)).containsSubsequence(shipped).endsWith("--config", "./my.conf");
        assertThat(cluster(defaults, "--deploy-mode", "client"))
                .doesNotContain("--files")
                .endsWith("--config", "my.conf");
    }

    @Test
    void addsTheConfigurationToTheFilesOfTheUser() throws Exception {
        assertThat(cluster(Map.of(), "--deploy-mode", "cluster", "--files", "a.txt,b.txt"))
                .containsSubsequence("--files", "a.txt,b.txt,my.conf")
                .containsOnlyOnce("--files");
        assertThat(cluster(Map.of(), "--deploy-mode", "cluster", "--conf", "spark.files=a.txt"))
                .containsSubsequence("--files", "a.txt,my.conf");
        assertThat(dryRun(SCRIPT, "label", "--config", "file:///etc/x.conf", "--deploy-mode", "cluster"))
                .containsSubsequence("--files", "/etc/x.conf")
                .endsWith("--config", "./x.conf");
        assertThat(dryRun(SCRIPT, "label", "--config", "hdfs://host/x.conf", "--deploy-mode", "cluster"))
                .doesNotContain("--files")
                .endsWith("--config", "hdfs://host/x.conf");
    }

    @Test
    void waitsForADriverOfAStandaloneClusterAndRunsWhatNeedsNoClusterHere() throws Exception {
        assertThat(dryRun(SCRIPT, "label", "--master", "spark://host:7077", "--deploy-mode", "cluster"))
                .containsSubsequence("--conf", "spark.standalone.submit.waitAppCompletion=true", "--master");
        assertThat(dryRun(SCRIPT, "label", "--master", "yarn", "--conf", "spark.yarn.maxAppAttempts=3"))
                .doesNotContain("spark.yarn.maxAppAttempts=1");
        Launcher.Result result =
                Launcher.distill(folder, "runs", "--output", "out", "--master", "yarn", "--deploy-mode", "cluster");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output())
                .isEqualTo("spark-distill: Cannot run runs in cluster mode: it needs no cluster;"
                        + " leave --deploy-mode out\n");
    }

    @Test
    void namesTheApplicationInClusterModeUnlessTheUserDoes() throws Exception {
        Files.writeString(folder.resolve("p.properties"), "spark.app.name nightly\n");
        List<String> named = List.of("--name", "spark-distill");
        assertThat(cluster(Map.of(), "--deploy-mode", "cluster")).containsSubsequence(named);
        assertThat(cluster(Map.of(), "--deploy-mode", "cluster", "--name", "mine"))
                .containsSubsequence("--name", "mine")
                .containsOnlyOnce("--name");
        assertThat(cluster(Map.of(), "--deploy-mode", "cluster", "-c", "spark.app.name=mine"))
                .doesNotContain("--name");
        assertThat(cluster(Map.of(), "--deploy-mode", "cluster", "--properties-file", "p.properties"))
                .doesNotContain("--name");
        // In client mode the driver gives the name before the cluster hears of it.
        assertThat(cluster(Map.of(), "--deploy-mode", "client")).doesNotContain("--name");
    }

    @Test
    void refusesToShipANameThatSparkSubmitWouldSplit() throws Exception {
        Launcher.Result result = Launcher.distill(folder, "label", "--config", "a,b.conf", "--deploy-mode", "cluster");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output())
                .isEqualTo("spark-distill: Cannot send the configuration to the cluster: a,b.conf: spark-submit reads"
                        + " , # % * ? [ ] { } and \\ in names as its own; rename it\n");
    }

    @Test
    void saysInOneLineWhichJavaOrSparkItCannotUse() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Map<String, String> home = Map.of("JAVA_HOME", folder.resolve("jdk").toString());
        assertThat(refused(home))
                .isEqualTo(
                        "spark-distill: Cannot run: no Java at %s; install a JDK 17, or set JAVA_HOME to one\n", java);
        for (String version : List.of("1.8.0_402", "11.0.26", "16")) {
            Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"%s\" 2025-01-21' >&2\n".formatted(version));
            assertThat(java.toFile().setExecutable(true)).isTrue();
            assertThat(refused(home))
                    .isEqualTo("spark-distill: Cannot run on Java %s: %s; install a JDK 17, or set JAVA_HOME to one\n"
                            .formatted(version.replace("_402", ""), java));
        }
        assertThat(refused(Map.of("SPARK_HOME", folder + "/spark")))
                .isEqualTo(
                        "spark-distill: Cannot run: %s/spark/bin/spark-submit is not there;"
                                + " set SPARK_HOME to a Spark, or unset it\n",
                        folder);
    }

    private String refused(Map<String, String> environment) throws Exception {
        Launcher.Result result = Launcher.run(folder, environment, List.of(SCRIPT, "label", "--config", "my.conf"));
        assertThat(result.exitCode()).as(result.output()).isEqualTo(2);
        return result.output();
    }

    private List<String> cluster(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT, "label", "--config", "my.conf"));
        command.addAll(List.of(options));
        return dryRun(environment, command);
    }

    @Test
    void worksThroughALinkFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("distill"), Path.of(SCRIPT));
        assertThat(dryRun(link.toString(), "train", "--config", "x.conf"))
                .startsWith(
                        Launcher.ROOT.resolve("bin/spark-home/bin/spark-submit").toString())
                .endsWith("train", "--config", "x.conf");
    }

    private List<String> dryRun(String... command) throws IOException, InterruptedException {
        return dryRun(Map.of(), List.of(command));
    }

    private List<String> dryRun(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SPARK_DISTILL_DRY_RUN", "1");
        Launcher.Result result = Launcher.run(folder, all, command);
        assertThat(result.exitCode()).isZero();
        return result.output().lines().toList();
    }
}
