package io.sparkdistill.jobs.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.cli.Distill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two pipelines that start at about the same time, each a process, and would write to the same folder: one works, the
 * other ends with code 5 and says why. The property {@code spark-distill.pairs} is the number of pairs per folder that
 * is shared; the table {@code target/two-runs.md} lists them.
 */
class TwoRunsIT {
    private static final int LOCKED = 5;
    private static final int LONGEST_DELAY = 1_500;
    private static final int PAIRS = Integer.getInteger("spark-distill.pairs", 1);
    private static final Path TABLE = Path.of("target/two-runs.md");
    private static final List<String> PROGRAM = List.of(
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=localhost",
            "-Dspark.sql.shuffle.partitions=2",
            // To compile the code of a query in a new process takes longer than to interpret the few rows.
            "-Dspark.sql.codegen.wholeStage=false",
            "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            Distill.class.getName(),
            "pipeline");

    @TempDir
    static Path folder;

    private static TinyTask task;
    private static ForkedJvm jvm;
    private static OutputContents ofOneRun;

    /** What two runs have in common. */
    enum Shared {
        OUTPUT {
            @Override
            List<String> settings(int run) {
                return List.of("output=" + folder.resolve("run/first"));
            }
        },
        LOGITS {
            @Override
            List<String> settings(int run) {
                return List.of(
                        "output=" + folder.resolve("run").resolve(run == 0 ? "first" : "second"),
                        "logits=" + folder.resolve("run/logits"));
            }
        };

        /** Returns the settings of the folders of one of the two runs. */
        abstract List<String> settings(int run);
    }

    @BeforeAll
    static void runOnce() throws Exception {
        task = new TinyTask(folder);
        task.writeUnlabeled(TinyTask.sentences(20, 4));
        jvm = new ForkedJvm(folder.resolve("classes"));
        Path printed = folder.resolve("printed");
        List<String> alone = arguments(List.of("output=" + folder.resolve("alone")));
        assertThat(jvm.startAndStoreClasses(PROGRAM, alone, printed).waitFor())
                .as(Files.readString(printed))
                .isZero();
        ofOneRun = OutputContents.of(folder.resolve("alone"));
        assertThat(ofOneRun.contents()).containsKeys("soft_targets", "current.json");
        Files.deleteIfExists(TABLE);
    }

    private static List<String> arguments(List<String> folders) {
        List<String> settings = new ArrayList<>(List.of(
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=40}]",
                "label.max-rejected-share=0.5",
                "label.max-batch-rows=1",
                "train.epochs=1",
                "train.baseline.enabled=false",
                "evaluate.speed-rows=8",
                "evaluate.resamples=50"));
        settings.addAll(folders);
        List<String> arguments = new ArrayList<>();
        task.settings(settings.toArray(String[]::new)).forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments;
    }

    @ParameterizedTest
    @EnumSource
    void oneWorksAndTheOtherSaysWhyNot(Shared shared) throws Exception {
        for (int pair = 0; pair < PAIRS; pair++) {
            FileUtils.deleteDirectory(folder.resolve("run").toFile());
            int delay = new Random(31L * pair + shared.name().length()).nextInt(LONGEST_DELAY);
            Process first = start(shared, 0);
            Thread.sleep(delay);
            Process second = start(shared, 1);
            List<Integer> exits = List.of(first.waitFor(), second.waitFor());
            assertThat(exits).as(printed(0) + printed(1)).containsExactlyInAnyOrder(0, LOCKED);
            int worked = exits.indexOf(0);
            note("| %s | %d | %d ms | %s | %s |"
                    .formatted(shared, pair + 1, delay, exits, expectOneRun(shared, worked)));
        }
    }

    private static Process start(Shared shared, int run) throws IOException {
        return jvm.start(PROGRAM, arguments(shared.settings(run)), folder.resolve("printed-" + run));
    }

    private static String printed(int run) throws IOException {
        return Files.readString(folder.resolve("printed-" + run));
    }

    /** Checks what the two have left, and returns what the one that did not work has printed. */
    private static String expectOneRun(Shared shared, int worked) throws IOException {
        String message = printed(1 - worked)
                .lines()
                .filter(line -> line.startsWith("spark-distill: "))
                .findFirst()
                .orElse("");
        assertThat(message).contains("another run writes there: " + System.getProperty("user.name") + " on ");
        List<Path> outputs;
        try (Stream<Path> folders = Files.list(folder.resolve("run"))) {
            outputs = folders.filter(path -> !path.endsWith("logits")).toList();
        }
        assertThat(outputs).hasSize(1);
        OutputContents made = shared == Shared.LOGITS
                ? OutputContents.of(outputs.get(0)).with(OutputContents.of(folder.resolve("run")), "logits")
                : OutputContents.of(outputs.get(0));
        assertThat(made).isEqualTo(ofOneRun);
        return message.replaceAll(".*another run", "another run").replaceAll("; wait.*", "");
    }

    private static void note(String row) throws IOException {
        Files.createDirectories(TABLE.getParent());
        List<String> rows = new ArrayList<>(Files.exists(TABLE) ? Files.readAllLines(TABLE) : List.of());
        rows.add(row);
        Files.write(TABLE, rows);
    }
}
