package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.Launcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL through a server of Spark Connect, which is a process, from a client in another process. */
class ConnectIT {
    private static final int LIMIT_SECONDS = 180;

    @TempDir
    Path folder;

    private Process server;

    @AfterEach
    void stop() {
        if (server != null) {
            Launcher.kill(server);
        }
    }

    @Test
    void answersWithTheFunctionsOfProbabilitiesAndOfModels() throws Exception {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        int port = S3.freePort();
        start(port);
        List<String> lines = query(
                port,
                "SELECT soft_targets(array(0D, 0D), 2) AS p, predicted_class(array(0.25D, 0.75D)) AS c",
                "SELECT size(teacher_logits('%s', text)) AS n FROM VALUES ('a good film'), ('a bad film') AS t(text)"
                        .formatted(folder.resolve("model.pt")));
        assertThat(lines).containsExactly("p\tc", "[0.5,0.5]\t1", "n", "2", "n", "2");
    }

    private void start(int port) throws Exception {
        List<String> command = List.of(
                Launcher.ROOT.resolve("bin/spark-home/bin/spark-submit").toString(),
                "--class",
                "org.apache.spark.sql.connect.service.SparkConnectServer",
                "--master",
                "local[2]",
                "--driver-memory",
                "1g",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.extensions=io.sparkdistill.sql.DistillExtensions",
                "--conf",
                "spark.connect.grpc.binding.port=" + port,
                "--jars",
                Launcher.ROOT.resolve("jobs/target/spark-distill.jar").toString(),
                "spark-internal");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.out").toFile());
        builder.environment().putAll(ClusterJars.environment());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        server = builder.start();
        awaitPort(port);
    }

    private void awaitPort(int port) throws Exception {
        long deadline = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                String printed = Files.readString(folder.resolve("server.out"));
                assertThat(server.isAlive()).as(printed).isTrue();
                assertThat(System.nanoTime()).as(printed).isLessThan(deadline);
                Thread.sleep(200);
            }
        }
    }

    private List<String> query(int port, String... queries) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
        command.addAll(List.of(
                "-cp",
                ClusterJars.path("spark") + ":" + Launcher.ROOT.resolve("bin/spark-home/jars") + "/*",
                Launcher.ROOT
                        .resolve("jobs/src/clusters/connect/ConnectClient.java")
                        .toString(),
                "sc://127.0.0.1:" + port));
        command.addAll(List.of(queries));
        Launcher.Result result = Launcher.run(folder, Map.of(), command);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output()
                .lines()
                .filter(line -> line.contains("\t") || line.length() < 3)
                .toList();
    }
}
