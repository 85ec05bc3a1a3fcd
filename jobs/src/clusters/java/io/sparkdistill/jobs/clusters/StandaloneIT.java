package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.Launcher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster of a master and two workers of one core each, all of them processes. */
class StandaloneIT {
    private static final int LIMIT_SECONDS = 300;

    @TempDir
    Path folder;

    private Map<String, String> environment;
    private String master;
    private TinyTask task;
    private Process driver;

    @BeforeEach
    void start() throws Exception {
        environment = Map.of(
                "LOOPBACK_HOME", folder.resolve("cluster").toString(),
                "LOOPBACK_PORT", Integer.toString(S3.freePort()),
                "LOOPBACK_UI_PORT", Integer.toString(S3.freePort()),
                "LOOPBACK_WORKER_MEMORY", "2g");
        Launcher.Result started = cluster("start");
        assertThat(started.exitCode()).as(started.output()).isZero();
        master = started.output().strip();
        task = new TinyTask(folder);
        TinyTeacher.writeModel(task.file("model.pt"), TinyTeacher.SLOW);
    }

    @AfterEach
    void stop() throws Exception {
        if (driver != null) {
            Launcher.kill(driver);
        }
        cluster("stop");
    }

    @Test
    void waitsForTheOutcomeInClusterMode() throws Exception {
        Launcher.Result success = cluster("augment", "good", "--status-file", folder + "/good.json");
        assertThat(success.exitCode()).as(success.output()).isZero();
        assertThat(success.output()).contains("Driver successfully submitted as driver-", " is FINISHED, exiting");
        assertThat(folder.resolve("good/transfer_set")).isNotEmptyDirectory();

        Launcher.Result failure = cluster("label", "bad", "--status-file", folder + "/bad.json");
        assertThat(failure.exitCode()).as(failure.output()).isEqualTo(3);
        assertThat(failure.output()).contains(" is FAILED, exiting", "spark-distill: Cannot find a complete");
        Launcher.Result hidden = cluster("label", "bad");
        assertThat(hidden.exitCode()).as(hidden.output()).isEqualTo(1);
        assertThat(hidden.output()).contains("spark-distill: Cannot tell why the run failed: ");
    }

    @Test
    void tellsThatNoWorkerHasRoomForTheDriver() throws Exception {
        Path printed = folder.resolve("waiting.out");
        driver = Launcher.start(folder, printed, arguments("augment", "large", "cluster", "--driver-memory", "4g"));
        await(printed, () -> Files.readString(printed)
                .contains("spark-distill: no worker has room for the driver now"));
        assertThat(driver.isAlive()).isTrue();
    }

    @Test
    void finishesWhenAWorkerIsKilledWhileItLabelsAndWhileItTrains() throws Exception {
        Map<String, Object> local = localRun();
        Path printed = folder.resolve("labeling.out");
        driver = Launcher.start(folder, printed, arguments("pipeline", "killed", "client"));
        await(printed, () -> files("killed/logits") > 0);
        killWorker(1);
        Launcher.Result restarted = cluster("start");
        assertThat(restarted.exitCode()).as(restarted.output()).isZero();
        await(printed, () -> Files.readString(printed).contains("Epoch 2 of 25"));
        killWorker(2);
        assertThat(driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(driver.exitValue()).as(Files.readString(printed)).isZero();
        assertThat(Files.readString(printed)).contains("Lost executor");
        assertThat(Made.in(folder.resolve("killed"))).isEqualTo(local);
    }

    @Test
    void runsTwoApplicationsAtOnce() throws Exception {
        Path printed = folder.resolve("first.out");
        driver = Launcher.start(
                folder, printed, arguments("pipeline", "first", "client", "--total-executor-cores", "1"));
        Launcher.Result second =
                Launcher.distill(folder, arguments("pipeline", "second", "client", "--total-executor-cores", "1"));
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(driver.exitValue()).as(Files.readString(printed)).isZero();
        assertThat(Made.in(folder.resolve("first"))).isEqualTo(Made.in(folder.resolve("second")));
    }

    private static String[] settings(String output) {
        return new String[] {
            "output=" + output,
            "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=80}]",
            "label.max-batch-rows=1",
            "label.window-rows=20",
            "label.commit-rows=40",
            "train.trainer=partition",
            "train.partitions=2",
            // Up to 25 epochs have a line each. None is left out, so that the kill finds the training at work.
            "train.epochs=25",
            "train.patience=25",
            "train.baseline.enabled=false",
            "evaluate.speed-rows=8"
        };
    }

    private Map<String, Object> localRun() throws IOException {
        JobContext context = task.context(settings(folder.resolve("output").toString()));
        Pipeline.jobs(context).forEach(job -> {
            job.validate();
            job.run(LocalSpark.session());
        });
        return Made.in(task.output());
    }

    private String[] arguments(String verb, String output, String mode, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                verb,
                "--master",
                master,
                "--deploy-mode",
                mode,
                "--executor-memory",
                "800m",
                "--conf",
                "spark.sql.shuffle.partitions=2"));
        for (String setting : task.settings(settings(folder.resolve(output).toString()))) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private Launcher.Result cluster(String verb, String output, String... more) throws Exception {
        return Launcher.distill(folder, arguments(verb, output, "cluster", more));
    }

    private Launcher.Result cluster(String command) throws Exception {
        String script = Launcher.ROOT.resolve("docker/loopback-cluster").toString();
        return Launcher.run(folder, environment, List.of(script, command));
    }

    /** Kills a worker, and the executors that it has started. */
    private void killWorker(int number) throws IOException {
        Path pid = folder.resolve("cluster/worker-%d.pid".formatted(number));
        ProcessHandle worker =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        List<ProcessHandle> executors = worker.descendants().toList();
        worker.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
        worker.onExit().join();
    }

    /** A condition that is looked at again and again. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Path printed, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.holds()) {
            String soFar = Files.readString(printed);
            assertThat(driver.isAlive()).as(soFar).isTrue();
            assertThat(System.nanoTime()).as(soFar).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private long files(String name) throws IOException {
        Path found = folder.resolve(name);
        if (!Files.exists(found)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(found)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
