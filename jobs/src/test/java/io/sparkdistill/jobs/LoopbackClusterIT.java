package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.quickstart.CorpusSizes;
import io.sparkdistill.jobs.quickstart.ReviewCorpus;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackClusterIT {
    @TempDir
    Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void choosePorts() throws IOException {
        environment = Map.of(
                "LOOPBACK_HOME", folder.resolve("cluster").toString(),
                "LOOPBACK_PORT", Integer.toString(freePort()),
                "LOOPBACK_UI_PORT", Integer.toString(freePort()),
                "LOOPBACK_WORKER_MEMORY", "1g");
    }

    @AfterEach
    void stop() throws Exception {
        cluster("stop");
    }

    @Test
    void twoExecutorsMakeTheSameTransferSetAsOneMachineAndLabelAndTrain() throws Exception {
        ReviewCorpus.write(folder.resolve("corpus"), 42, new CorpusSizes(600, 100, 400, 100, 100));
        succeed(distill("pipeline", "quickstart-teacher.conf", "teacher", "--set", "train.epochs=1"));
        succeed(distill("augment", "quickstart.conf", "local"));
        succeed(distill("label", "quickstart.conf", "local"));
        Launcher.Result started = cluster("start");
        succeed(started);
        String master = started.output().strip();
        for (String verb : List.of("augment", "label")) {
            succeed(distill(verb, "quickstart.conf", "cluster-run", "--master", master, "--executor-memory", "800m"));
        }

        List<Row> transferSet = rows("local", TransferSet.TABLE, "*");
        assertThat(transferSet).hasSizeGreaterThan(600);
        assertThat(rows("cluster-run", TransferSet.TABLE, "*")).isEqualTo(transferSet);
        assertThat(rows("cluster-run", Logits.TABLE, Logits.EXAMPLE_KEY))
                .isEqualTo(rows("local", Logits.TABLE, Logits.EXAMPLE_KEY))
                .hasSize(transferSet.size() + 200);
        assertThat(cluster("status").output()).contains("2 workers");

        trainsStudentsThatAreLargerThanTheDescriptionOfATask(master);
    }

    private void trainsStudentsThatAreLargerThanTheDescriptionOfATask(String master) throws Exception {
        succeed(distill(
                "train",
                "quickstart.conf",
                "cluster-run",
                "--master",
                master,
                "--executor-memory",
                "800m",
                // 1 MiB, for a task without what is broadcast.
                "--conf",
                "spark.rpc.message.maxSize=1",
                "--set",
                "train.seeds=[1, 2]",
                "--set",
                "train.epochs=1",
                "--set",
                "student.bilstm.hidden-size=300"));
        Path run = TinyTask.newestRun(folder.resolve("cluster-run"));
        for (String student : List.of("student", "student-2")) {
            assertThat(run.resolve(student + "/parameters.safetensors").toFile().length())
                    .as(student)
                    .isGreaterThan(1 << 20);
        }
    }

    private List<Row> rows(String output, String table, String columns) {
        return LocalSpark.session()
                .read()
                .parquet(folder.resolve(output).resolve(table).toString())
                .select(columns)
                .orderBy(TransferSet.EXAMPLE_KEY)
                .collectAsList();
    }

    private Launcher.Result distill(String verb, String config, String output, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                verb,
                "--config",
                Launcher.ROOT.resolve("conf").resolve(config).toString(),
                "--set",
                "data=" + folder.resolve("corpus"),
                "--set",
                "output=" + folder.resolve(output)));
        if (config.equals("quickstart.conf")) {
            arguments.addAll(List.of("--set", "augment.copies=2", "--set"));
            arguments.add("teachers=[{name=reviewer, model=\"" + folder.resolve("teacher") + "\"}]");
        }
        arguments.addAll(List.of(more));
        return Launcher.distill(folder, arguments.toArray(String[]::new));
    }

    private Launcher.Result cluster(String command) throws Exception {
        String script = Launcher.ROOT.resolve("docker/loopback-cluster").toString();
        return Launcher.run(folder, environment, List.of(script, command));
    }

    private static void succeed(Launcher.Result result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
