package io.sparkdistill.jobs.clusters;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the pipeline with every path in a store, and with a kill in between: it makes what a local run makes. */
abstract class RemoteStoreContract {
    private static final int LIMIT_SECONDS = 240;
    private static final List<String> FILES = List.of(
            "train.tsv", "validation.tsv", "test.tsv", "unlabeled.txt", "model.pt", "tokenizer.json", "vectors.txt");

    @TempDir
    static Path folder;

    private Process driver;

    abstract RemoteStore store();

    /** Returns further options of spark-submit. */
    List<String> options() {
        return store().options();
    }

    @AfterEach
    void stopTheDriver() {
        if (driver != null) {
            Launcher.kill(driver);
        }
    }

    private static String[] settings(String data, String output) {
        return new String[] {
            "data=" + data,
            "output=" + output,
            "student.embeddings=file",
            "student.embeddings-file=${data}/vectors.txt",
            // Batches of one row: the logits are the same bits, whatever was labeled before.
            "label.max-batch-rows=1",
            "label.window-rows=50",
            "label.commit-rows=20",
            "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=60}]",
            "input.validation=[{path=${data}/validation.tsv, text=sentence, label=label, limit=20}]",
            "input.test=[{path=${data}/test.tsv, text=sentence, label=label, limit=20}]",
            "label.max-rejected-share=0.5",
            "train.epochs=1",
            "train.baseline.enabled=false",
            "evaluate.speed-rows=8"
        };
    }

    @Test
    void makesWhatALocalRunMakesAfterAKill() throws Exception {
        TinyTask task = task();
        Map<String, Object> local = localRun(task);
        for (String file : FILES) {
            store().put(task.file(file), "data/" + file);
        }
        store().put(configuration(task), "conf/run.conf");

        driver = Launcher.start(
                folder, folder.resolve("first.out"), ClusterJars.environment(), arguments("pipeline", "out"));
        awaitLogits();
        Launcher.kill(driver);
        assertThat(store().files("out/runs")).isZero();
        succeed("pipeline", "out");

        assertThat(fetched("out")).isEqualTo(local);
        assertThat(store().files("out/_staging")).isZero();
        assertThat(store().files("out/current.json")).isEqualTo(1);
        assertThat(succeed("pipeline", "out"))
                .contains("augment: already done: ", "label: already done: ")
                .doesNotContain("Fitting student");
        succeed("compact", "out");
        succeed("export", "out");
        assertThat(fetched("out")).isEqualTo(local);
        assertThat(succeed("runs", "out")).contains("current");
    }

    private TinyTask task() throws IOException {
        TinyTask task = new TinyTask(folder);
        List<String> unlabeled = new ArrayList<>(TinyTask.sentences(60, 4));
        unlabeled.addAll(List.of("a poison film", "", "a film of poison"));
        task.writeUnlabeled(unlabeled);
        List<String> vectors = new ArrayList<>();
        for (String word : List.of("film", "good", "bad", "not")) {
            vectors.add(word + " 0.5 0.25 -0.5 1 0 0.125 -1 " + word.length());
        }
        Files.write(task.file("vectors.txt"), vectors);
        return task;
    }

    private static Map<String, Object> localRun(TinyTask task) throws IOException {
        JobContext context = task.context(
                settings(folder.toString(), folder.resolve("output").toString()));
        Pipeline.jobs(context).forEach(job -> {
            job.validate();
            job.run(LocalSpark.session());
        });
        Map<String, Object> contents = Made.in(task.output());
        assertThat(contents.keySet())
                .anyMatch(name -> name.endsWith("parameters.safetensors"))
                .contains("logits", "rejected", "soft_targets", "transfer_set");
        return contents;
    }

    /** Writes the configuration as a file that includes another one. */
    private Path configuration(TinyTask task) throws IOException {
        List<String> lines = new ArrayList<>(task.settings(settings(store().root() + "/data", "unset")));
        lines.replaceAll(line -> line.replaceFirst("=([a-z0-9]+:.*)$", "=\"$1\""));
        store().put(Files.write(folder.resolve("task.conf"), lines), "conf/task.conf");
        return Files.writeString(folder.resolve("run.conf"), "include \"task.conf\"\n");
    }

    private String[] arguments(String verb, String output) {
        String folderOfOutput = store().root() + "/" + output;
        List<String> arguments = new ArrayList<>(List.of(verb));
        arguments.addAll(
                verb.equals("runs")
                        ? List.of("--output", folderOfOutput)
                        : List.of("--config", store().root() + "/conf/run.conf", "--set", "output=" + folderOfOutput));
        arguments.addAll(options());
        return arguments.toArray(String[]::new);
    }

    private String succeed(String verb, String output) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Launcher.ROOT.resolve("bin/spark-distill").toString()));
        command.addAll(List.of(arguments(verb, output)));
        Launcher.Result result = Launcher.run(folder, ClusterJars.environment(), command);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    private void awaitLogits() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (store().files("out/logits") < 1) {
            assertThat(driver.isAlive())
                    .as(Files.readString(folder.resolve("first.out")))
                    .isTrue();
            assertThat(System.nanoTime())
                    .as(Files.readString(folder.resolve("first.out")))
                    .isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private Map<String, Object> fetched(String output) throws IOException {
        Path local = Files.createTempDirectory(folder, "fetched").resolve(output);
        store().get(output, local);
        try (Stream<Path> files = Files.walk(local)) {
            assertThat(files).isNotEmpty();
        }
        return Made.in(local);
    }
}
