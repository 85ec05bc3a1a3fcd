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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
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
 * <p>{@code -Dspark-distill.kill-points=N} halts each step at N changes that are spread over all of its changes, and
 * adds them to the table {@code target/kill-points.md}. {@code -Dspark-distill.kill-steps=label,night_label} chooses
 * steps. By default, a few steps are halted once.
 */
class KillPointsIT {
    /** One change in the middle of a commit per step. */
    private static final Map<Step, Integer> SAMPLE = Map.of(
            Step.LABEL, 45,
            Step.EVALUATE, 20,
            Step.PROMOTE, 3,
            Step.NIGHT_AUGMENT, 12,
            Step.NIGHT_LABEL, 30);

    private static final int POINTS = Integer.getInteger("spark-distill.kill-points", 0);
    private static final List<Step> STEPS = chosen(System.getProperty("spark-distill.kill-steps", ""));

    private static final List<String> PROGRAM = List.of(HaltedRun.class.getName());
    private static final List<String> NIGHT_ROWS = List.of("a good night", "a poison night", "a long night", "");
    private static final Path TABLE = Path.of("target/kill-points.md");

    @TempDir
    static Path folder;

    private static List<String> settings;
    private static ForkedJvm jvm;
    private static final Map<Step, OutputContents> UNDISTURBED = new EnumMap<>(Step.class);

    private static List<Step> chosen(String names) {
        if (!names.isEmpty()) {
            return Stream.of(names.toUpperCase(Locale.ROOT).split(","))
                    .map(Step::valueOf)
                    .toList();
        }
        return POINTS > 0 ? List.of(Step.values()) : List.copyOf(SAMPLE.keySet());
    }

    @BeforeAll
    static void runUndisturbed() throws IOException {
        TinyTask task = new TinyTask(folder);
        jvm = new ForkedJvm(folder.resolve("classes"));
        List<String> unlabeled = new ArrayList<>(TinyTask.sentences(40, 4));
        unlabeled.addAll(List.of("a poison film", "", "a film of poison"));
        write("first.txt", unlabeled);
        settings = task.settings(
                "output=" + output(),
                "input.train=[{path=${data}/train.tsv, text=sentence, label=label, limit=100}]",
                "input.unlabeled=[{path=${data}/unlabeled, format=text}]",
                "augment.copies=1",
                // Batches of one row: the logits are the same bits, whatever was labeled before.
                "label.max-batch-rows=1",
                "label.window-rows=50",
                "label.commit-rows=100",
                "label.max-rejected-share=0.5",
                "train.epochs=2",
                "evaluate.speed-rows=8",
                "evaluate.resamples=50",
                "promote.when=always");
        for (Step step : Step.values()) {
            if (step.compareTo(Collections.max(STEPS)) > 0) {
                return;
            }
            if (step == Step.NIGHT_AUGMENT) {
                write("second.txt", NIGHT_ROWS);
            }
            keep(step);
            rerun(step);
            OutputContents made = OutputContents.of(output());
            assertThat(made.contents()).as(step.toString()).containsKey(step.made());
            UNDISTURBED.put(step, made);
        }
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
        List<String> table = new ArrayList<>();
        for (Step step : STEPS) {
            for (int change : POINTS == 0 ? List.of(SAMPLE.get(step)) : spread(changes(step))) {
                table.add(halted(step, change));
                Files.createDirectories(TABLE.getParent());
                Files.write(TABLE, table);
            }
        }
        assertThat(table).isNotEmpty().noneMatch(row -> row.contains("DIFFERENT"));
        if (POINTS == 0) {
            assertThat(table).noneMatch(row -> row.contains("not reached"));
        }
    }

    private static List<Integer> spread(int changes) {
        return IntStream.rangeClosed(1, POINTS)
                .map(point -> (int) Math.ceil((double) point * changes / POINTS))
                .distinct()
                .boxed()
                .toList();
    }

    /** Counts the changes that a step makes to the output. */
    private static int changes(Step step) throws Exception {
        restore(step);
        Path printed = folder.resolve("printed");
        List<String> arguments = arguments(step, Integer.MAX_VALUE);
        Process counting = jvm.hasClasses()
                ? jvm.start(PROGRAM, arguments, printed)
                : jvm.startAndStoreClasses(PROGRAM, arguments, printed);
        assertThat(counting.waitFor()).as(Files.readString(printed)).isZero();
        String line = Files.readAllLines(printed).stream()
                .filter(text -> text.startsWith("changes "))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring("changes ".length()));
    }

    /** Halts a step at a change, runs it again, and returns a row of the table. */
    private static String halted(Step step, int change) throws Exception {
        restore(step);
        Path printed = folder.resolve("printed");
        Files.deleteIfExists(output().resolveSibling("step"));
        int exit = jvm.start(PROGRAM, arguments(step, change), printed).waitFor();
        if (exit == 0) {
            // Tasks run side by side: a run may need a few changes fewer than the one that counted them.
            return "| %s | %d | - | - | not reached |".formatted(step, change);
        }
        assertThat(exit).as(Files.readString(printed)).isEqualTo(HaltingFileSystem.HALTED);
        String stopped = Files.readString(output().resolveSibling("step"));
        String left = left();
        rerun(step);
        boolean same = OutputContents.of(output()).equals(UNDISTURBED.get(step));
        return "| %s | %d | `%s` | %s | %s |".formatted(step, change, stopped, left, same ? "the same" : "DIFFERENT");
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

    private static List<String> arguments(Step step, int change) {
        List<String> arguments = new ArrayList<>(List.of(step.verb(), Integer.toString(change), output().toString()));
        arguments.addAll(settings);
        return arguments;
    }

    private static void rerun(Step step) {
        HaltedRun.run(
                step.verb(),
                settings,
                new Configuration(),
                LocalSpark.session().sparkContext().conf());
    }

    private static Path output() {
        return folder.resolve("run/output");
    }

    /** Keeps the output as it is before a step. */
    private static void keep(Step step) throws IOException {
        Files.createDirectories(output());
        FileUtils.copyDirectory(output().toFile(), before(step).toFile());
    }

    private static Path before(Step step) {
        return folder.resolve("before-" + step.name());
    }

    private static void restore(Step step) throws IOException {
        Path night = folder.resolve("unlabeled/second.txt");
        if (step.isOfNight()) {
            write(night.getFileName().toString(), NIGHT_ROWS);
        } else {
            Files.deleteIfExists(night);
        }
        FileUtils.deleteDirectory(output().toFile());
        FileUtils.copyDirectory(before(step).toFile(), output().toFile());
    }
}
