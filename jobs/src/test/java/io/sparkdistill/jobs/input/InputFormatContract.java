package io.sparkdistill.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.table.Rejected;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that every format of inputs passes. A subclass writes rows of its format, and overrides what the format lacks. */
abstract class InputFormatContract {
    static final String BLANK = "the text is null or blank";
    static final String UNLABELED = "the label is missing";
    static final String NO_CLASS = "the label is not a class: 5";

    @TempDir
    Path folder;

    abstract InputFormat format();

    /**
     * Writes rows: the text of row {@code i} is {@code text i}, its label {@code i mod 2}.
     *
     * @param name of a file in the folder
     */
    abstract void write(String name, int... rows) throws IOException;

    /** Writes row 0, invalid rows, and row 1. Returns the reasons for which the invalid rows are rejected. */
    abstract List<String> writeWithBadRows(String name) throws IOException;

    /** Returns a row as {@link Reading} shows it. */
    String shown(int row) {
        return "text " + row + " -> " + row % 2;
    }

    /** Returns the settings of an entry besides its path and format. */
    String settings(String name) {
        return "label=label";
    }

    String path(String name) {
        return "${data}/" + name;
    }

    /** Returns further settings of the configuration. */
    List<String> task() {
        return List.of();
    }

    boolean hasLabels() {
        return true;
    }

    boolean namesColumns() {
        return true;
    }

    boolean isFiles() {
        return true;
    }

    boolean readsFolders() {
        return true;
    }

    boolean readsGzip() {
        return true;
    }

    boolean keepsOrder() {
        return true;
    }

    final Reading reading(String name, String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "path=\"" + path(name).replace("${data}", folder.toString()) + "\"",
                "format=" + format().name().toLowerCase(Locale.ROOT),
                settings(name)));
        settings.addAll(List.of(more));
        settings.removeIf(String::isEmpty);
        String entry = "[{" + String.join(", ", settings) + "}]";
        List<String> all = new ArrayList<>(task());
        if (hasLabels()) {
            all.add("input.train=" + entry);
        } else {
            Path seed = folder.resolve("seed.tsv");
            if (!Files.exists(seed)) {
                Files.writeString(seed, "text\tlabel\nseed\t1\n");
            }
            all.add("input.train=[{path=${data}/seed.tsv, label=label}]");
            all.add("input.unlabeled=" + entry);
        }
        return new Reading(folder, all.toArray(String[]::new));
    }

    /** Reads the rows of the entry. */
    private List<Row> collect(String name, String... more) throws IOException {
        List<Row> rows = reading(name, more).collect();
        return hasLabels() ? rows : rows.subList(1, rows.size());
    }

    final List<String> rows(String name, String... more) throws IOException {
        List<String> rows = reading(name, more).rows();
        return hasLabels() ? rows : rows.subList(1, rows.size());
    }

    private List<String> shown(int... rows) {
        return IntStream.of(rows).mapToObj(this::shown).toList();
    }

    private void assertRows(List<String> found, List<String> expected) {
        if (keepsOrder()) {
            assertThat(found).isEqualTo(expected);
        } else {
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void readsRowsAndSomeOfThem() throws IOException {
        write("t", 0, 1, 2, 3, 4);

        assertRows(rows("t"), shown(0, 1, 2, 3, 4));
        List<String> some = rows("t", "skip=1", "limit=2");
        if (isFiles()) {
            assertRows(some, shown(1, 2));
        } else {
            assertThat(some).hasSize(2);
        }
    }

    @Test
    void rejectsBadRowsWithTheirReasonsAndNoOthers() throws IOException {
        List<String> reasons = writeWithBadRows("t");
        List<String> expected = new ArrayList<>(List.of(shown(0)));
        reasons.forEach(reason -> expected.add("rejected: " + reason));
        expected.add(shown(1));

        assertRows(rows("t"), expected);
        List<Row> rows = collect("t");
        assertThat(rows).hasSize(expected.size());
        for (Row row : rows) {
            boolean rejected = row.getAs(Rejected.REASON) != null;
            assertThat(row.<String>getAs(Rejected.ROW) != null).isEqualTo(rejected);
            assertThat(row.<String>getAs(Rejected.SOURCE)).contains("t");
        }
    }

    @Test
    void readsAFolderIfItHasAny() throws IOException {
        if (readsFolders()) {
            Files.createDirectories(folder.resolve("d/deeper"));
            write("d/a", 0, 1);
            write("d/deeper/b", 2);
            Files.createFile(folder.resolve("d/empty"));
            Files.createFile(folder.resolve("d/_SUCCESS"));

            assertThat(rows("d")).containsExactlyInAnyOrderElementsOf(shown(0, 1, 2));
        }
    }

    @Test
    void readsGzipIfItSaysSo() throws IOException {
        if (readsGzip()) {
            assertRows(rows(writeGzip(0, 1, 2)), shown(0, 1, 2));
        }
    }

    /** Writes compressed rows, and returns the name of the file. */
    String writeGzip(int... rows) throws IOException {
        write("t", rows);
        gzip(folder.resolve("t"), folder.resolve("t.gz"));
        return "t.gz";
    }

    static void gzip(Path from, Path to) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
            Files.copy(from, out);
        }
    }

    @Test
    void refusesWhatHasNoRowsOrReadsNone() throws IOException {
        write("t");
        if (emptyMessage().isPresent()) {
            assertThatThrownBy(() -> rows("t"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(emptyMessage().get());
        } else {
            assertThat(rows("t")).isEmpty();
        }
    }

    /** Returns a part of the error message about an entry without rows; empty if such an entry is accepted. */
    Optional<String> emptyMessage() {
        return hasLabels()
                ? Optional.of("Cannot use input.train[0]: none of its 0 rows can be used")
                : Optional.empty();
    }

    @Test
    void refusesAFileOfNoBytesIfItHasLabels() throws IOException {
        if (isFiles() && hasLabels()) {
            Files.createFile(folder.resolve("t"));
            assertThatThrownBy(() -> rows("t"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(noBytesMessage());
        }
    }

    /** Returns a part of the error message about an empty file. */
    String noBytesMessage() {
        return "Cannot use input.train[0]: none of its 0 rows can be used";
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> rows("nothing"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(isFiles() ? "no such file" : "Cannot read input.train[0]: ");
    }

    @Test
    void refusesAColumnThatIsNotThereIfItNamesColumns() throws IOException {
        if (namesColumns()) {
            write("t", 0);
            assertThatThrownBy(() -> rows("t", "text=nope"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("Cannot find column nope of input.train[0] in ")
                    .hasMessageContaining("its columns are text, label");
        }
    }

    @Test
    void itsIdentityChangesWithItsContent() throws IOException {
        write("t", 0, 1);
        String identity = reading("t").identity();
        assertThat(reading("t").identity()).isEqualTo(identity);
        write("t", 0, 3);
        assertThat(reading("t").identity()).isNotEqualTo(identity);
    }
}
