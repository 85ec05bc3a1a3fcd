package io.sparkdistill.jobs.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are halted at the n-th change to the output are run again, and end with what an undisturbed run makes. Each
 * halted run is a process of its own.
 *
 * <p>{@code -Dspark-distill.kill-points=N} halts each verb at N changes that are spread over all of its changes, so
 * that the table {@code target/kill-points.md} has many of them. By default, the verbs that append to
 * tables are halted once.
 */
class KillPointsIT {
    /** Before a verb that adds the rows of a new file. */
    private static final String NIGHT = "night: ";

    /** Before a verb that makes copies. */
    private static final String COPIES = "copies: ";

    /** One change in the middle of a commit per verb. */
    private static final Map<String, Integer> SAMPLE =
            Map.of(COPIES + "augment", 55, "label", 45, NIGHT + "augment", 12, NIGHT + "label", 30);

    private static final int POINTS = Integer.getInteger("spark-distill.kill-points", 0);

    private static final List<String> NIGHT_ROWS = List.of("a good night", "a poison night", "a long night", "");
    private static final Path TABLE = Path.of("target/kill-points.md");
    private static final List<String> VERBS =
            List.of(COPIES + "augment", "augment", "label", "train", "evaluate", NIGHT + "augment", NIGHT + "label");

    @TempDir
    static Path folder;

    private static List<String> settings;
    private static final Map<String, OutputContents> UNDISTURBED = new HashMap<>();

    @BeforeAll
    static void runUndisturbed() throws IOException {
        TinyTask task = new TinyTask(folder);
        List<String> unlabeled = new ArrayList<>(TinyTask.sentences(40, 4));
        unlabeled.addAll(List.of("a poison film", "", "a film of poison"));
        write("first.txt", unlabeled);
        settings = task.settings(
                "output=" + output(),
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=100}]",
                "input.unlabeled=[{path=${data}/unlabeled, format=text}]",
                // Batches of one row: the logits are the same bits, whatever was labeled before.
                "label.max-batch-rows=1",
                "label.window-rows=50",
                "label.commit-rows=100",
                "label.max-rejected-share=0.5",
                "train.epochs=2",
                "evaluate.speed-rows=8");
        for (String verb : VERBS) {
            if (POINTS == 0 && List.of("train", "evaluate").contains(verb)) {
                continue;
            }
            if (verb.equals(NIGHT + "augment")) {
                write("second.txt", NIGHT_ROWS);
            }
            if (verb.equals("augment")) {
                FileUtils.deleteDirectory(output().toFile());
            }
            keep(verb);
            rerun(verb);
            OutputContents made = OutputContents.of(output());
            assertThat(made.contents().keySet()).as(verb).anyMatch(name -> name.endsWith(madeBy(verb)));
            UNDISTURBED.put(verb, made);
        }
    }

    /** Returns the end of the name of what a verb makes, so that no comparison is of nothing. */
    private static String madeBy(String verb) {
        return switch (verb.substring(verb.indexOf(' ') + 1)) {
            case "augment" -> "transfer_set";
            case "label" -> "soft_targets";
            case "train" -> "parameters.safetensors";
            case "evaluate" -> "metrics.json";
            default -> throw new IllegalArgumentException(verb);
        };
    }

    /** Writes a file with one time of change, so that a run knows it again. */
    private static void write(String name, List<String> lines) throws IOException {
        Path file = folder.resolve("unlabeled").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void aRerunEndsWithWhatAnUndisturbedRunMakes() throws Exception {
        List<String> table =
                new ArrayList<>(List.of("| verb | change | stopped at | left | outcome |", "|---|---|---|---|---|"));
        for (String verb : VERBS) {
            for (int change : POINTS == 0 ? sample(verb) : spread(changes(verb))) {
                table.add(halted(verb, change));
                Files.createDirectories(TABLE.getParent());
                Files.write(TABLE, table);
            }
        }
        assertThat(table).noneMatch(row -> row.contains("DIFFERENT"));
        if (POINTS == 0) {
            assertThat(table).noneMatch(row -> row.contains("not reached"));
        }
    }

    private static List<Integer> sample(String verb) {
        return SAMPLE.containsKey(verb) ? List.of(SAMPLE.get(verb)) : List.of();
    }

    private static List<Integer> spread(int changes) {
        return Stream.iterate(1, point -> point + 1)
                .limit(POINTS)
                .map(point -> (int) Math.ceil((double) point * changes / POINTS))
                .distinct()
                .toList();
    }

    /** Counts the changes that a verb makes to the output. */
    private static int changes(String verb) throws Exception {
        restore(verb);
        Path printed = folder.resolve("printed");
        assertThat(run(verb, Integer.MAX_VALUE, printed))
                .as(Files.readString(printed))
                .isZero();
        String line = Files.readAllLines(printed).stream()
                .filter(text -> text.startsWith("changes "))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring("changes ".length()));
    }

    /** Halts a verb at a change, runs it again, and returns a row of the table. */
    private static String halted(String verb, int change) throws Exception {
        restore(verb);
        Path printed = folder.resolve("printed");
        int exit = run(verb, change, printed);
        if (exit == 0) {
            // Tasks run side by side: a run may need a few changes fewer than the one that counted them.
            return "| %s | %d | - | - | not reached |".formatted(verb, change);
        }
        assertThat(exit).as(Files.readString(printed)).isEqualTo(HaltingFileSystem.HALTED);
        String step = Files.readString(output().resolveSibling("step"));
        String left = left();
        rerun(verb);
        boolean same = OutputContents.of(output()).equals(UNDISTURBED.get(verb));
        return "| %s | %d | `%s` | %s | %s |".formatted(verb, change, step, left, same ? "the same" : "DIFFERENT");
    }

    private static String left() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(output())) {
            files = all.filter(Files::isRegularFile).toList();
        }
        long staged = files.stream()
                .filter(file -> file.toString().contains("/_staging/"))
                .count();
        long temporary = files.stream()
                .filter(file -> file.toString().contains("/_temporary/")
                        && !file.toString().contains("/_staging/"))
                .count();
        return "%d files, %d staged, %d temporary".formatted(files.size(), staged, temporary);
    }

    private static int run(String verb, int change, Path printed) throws Exception {
        Files.deleteIfExists(output().resolveSibling("step"));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path")));
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-D"))
                .forEach(command::add);
        command.addAll(List.of(HaltedRun.class.getName(), name(verb), Integer.toString(change), output().toString()));
        command.addAll(settings(verb));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        return process.waitFor();
    }

    private static String name(String verb) {
        return verb.substring(verb.indexOf(' ') + 1);
    }

    private static List<String> settings(String verb) {
        List<String> all = new ArrayList<>(settings);
        all.add("augment.copies=" + (verb.startsWith(COPIES) ? 1 : 0));
        return all;
    }

    private static void rerun(String verb) {
        HaltedRun.run(
                name(verb),
                settings(verb),
                new Configuration(),
                LocalSpark.session().sparkContext().conf());
    }

    private static Path output() {
        return folder.resolve("run/output");
    }

    /** Keeps the output as it is before a verb. */
    private static void keep(String verb) throws IOException {
        Files.createDirectories(output());
        FileUtils.copyDirectory(
                output().toFile(),
                folder.resolve("before-" + verb.replace(": ", "-")).toFile());
    }

    private static void restore(String verb) throws IOException {
        Path night = folder.resolve("unlabeled/second.txt");
        if (verb.startsWith(NIGHT)) {
            write(night.getFileName().toString(), NIGHT_ROWS);
        } else {
            Files.deleteIfExists(night);
        }
        FileUtils.deleteDirectory(output().toFile());
        FileUtils.copyDirectory(
                folder.resolve("before-" + verb.replace(": ", "-")).toFile(), output().toFile());
    }
}
