package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                        "a b/x.conf");
        assertThat(command.subList(command.size() - 5, command.size()))
                .containsExactly("label", "--set", "train.epochs=1", "--config", "./x.conf");
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
        Launcher.Result result = Launcher.run(folder, Map.of("SPARK_DISTILL_DRY_RUN", "1"), List.of(command));
        assertThat(result.exitCode()).isZero();
        return result.output().lines().toList();
    }
}
