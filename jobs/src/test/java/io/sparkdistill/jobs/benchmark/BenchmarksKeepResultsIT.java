package io.sparkdistill.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.cli.Commands;
import io.sparkdistill.jobs.cli.Distill;
import io.sparkdistill.jobs.kill.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A benchmark of an output with results changes none of their files: its own are in {@code _benchmark}. Each benchmark is
 * a process. {@code -Dspark-distill.benchmarks=label,train,memory,plan} runs all of them; by default, one is run.
 */
class BenchmarksKeepResultsIT {
    private static final List<String> BENCHMARKS =
            List.of(System.getProperty("spark-distill.benchmarks", "memory").split(","));

    private static final Map<String, List<String>> OPTIONS = Map.of(
            "label", List.of("--repeats", "1"),
            "train", List.of("--repeats", "1"),
            "memory", List.of("--rows", "640"),
            "plan", List.of("--rows", "1000"));

    @TempDir
    static Path folder;

    private static TinyTask task;
    private static List<String> settings;
    private static ForkedJvm jvm;

    @BeforeAll
    static void makeResults() throws IOException {
        LocalSpark.session();
        task = new TinyTask(folder);
        task.writeUnlabeled(TinyTask.sentences(20, 4));
        jvm = new ForkedJvm(folder.resolve("classes"));
        settings = new ArrayList<>();
        task.settings(
                        "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=40}]",
                        "logits=" + folder.resolve("logits"),
                        "label.max-rejected-share=0.5",
                        "train.temperature=2",
                        "train.epochs=1",
                        "train.baseline.enabled=false",
                        "evaluate.speed-rows=8",
                        "evaluate.resamples=50")
                .forEach(setting -> settings.addAll(List.of("--set", setting)));
        List<String> pipeline = new ArrayList<>(List.of("pipeline"));
        pipeline.addAll(settings);
        assertThat(Commands.run(pipeline.toArray(String[]::new))).isZero();
    }

    static List<String> benchmarks() {
        return BENCHMARKS;
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void aBenchmarkChangesNoResult(String benchmark) throws Exception {
        Map<String, String> before = results();
        assertThat(before.keySet())
                .anyMatch(file -> file.contains("output/soft_targets/"))
                .anyMatch(file -> file.contains("logits/"))
                .contains("output/current.json");

        List<String> arguments = new ArrayList<>(settings);
        arguments.addAll(OPTIONS.get(benchmark));
        Path printed = folder.resolve("printed");
        Process process = jvm.start(
                List.of(
                        "-Dspark.ui.enabled=false",
                        "-Dspark.driver.host=localhost",
                        "-Dspark.sql.shuffle.partitions=2",
                        "-Dspark.master=local[*]",
                        Distill.class.getName(),
                        "benchmark",
                        benchmark),
                arguments,
                printed);

        assertThat(process.waitFor()).as(Files.readString(printed)).isZero();
        assertThat(results()).isEqualTo(before);
    }

    /** Returns the hashes of all files of the output and of the shared logits, but for those of benchmarks. */
    private static Map<String, String> results() throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (Path root : List.of(task.output(), folder.resolve("logits"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString();
                    if (!name.startsWith("output/_benchmark/")) {
                        hashes.put(name, DigestUtils.sha256Hex(Files.readAllBytes(file)));
                    }
                }
            }
        }
        return hashes;
    }
}
