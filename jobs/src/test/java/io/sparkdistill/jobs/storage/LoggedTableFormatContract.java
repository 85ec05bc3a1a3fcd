package io.sparkdistill.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * Tests that every format passes whose tables have a log. A kill inside an append leaves all or some files of the append
 * but not its commit, which is one file.
 */
abstract class LoggedTableFormatContract extends TableFormatContract {
    /** Returns the path in a table of the commit of a version. */
    abstract String commit(int version);

    @Override
    boolean isPlainFiles() {
        return false;
    }

    private java.nio.file.Path path() {
        return folder.resolve("table");
    }

    private Output output() {
        return new Output(folder.toString(), Map.of(), format(), new Configuration());
    }

    private static List<Row> expected(int to) {
        return rows(0, to).orderBy("id").collectAsList();
    }

    @Test
    void aKillInsideACommitLeavesWhatWasThere() throws IOException {
        tables().append(rows(0, 6), table());
        java.nio.file.Path before = folder.resolve("before");
        FileUtils.copyDirectory(path().toFile(), before.toFile());
        tables().append(rows(6, 9), table());
        assertThat(path().resolve(commit(1))).isRegularFile();

        undo(before, commit(1));

        assertThat(read(SCHEMA)).isEqualTo(expected(6));
        tables().append(rows(6, 9), table());
        assertThat(read(SCHEMA)).isEqualTo(expected(9));
    }

    /** Deletes a commit, and gives all other files of logs their content of before. Data files stay. */
    private void undo(java.nio.file.Path before, String commit) throws IOException {
        java.nio.file.Path file = path().resolve(commit);
        Files.delete(file);
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        FileUtils.copyDirectory(before.toFile(), path().toFile());
    }

    @Test
    void aKillInsideTheFirstCommitLeavesNoTable() throws IOException {
        tables().append(rows(0, 6), table());
        FileUtils.cleanDirectory(path().resolve(commit(0)).getParent().toFile());

        assertThatCode(() -> tables().requireFormat(table())).doesNotThrowAnyException();
        assertThat(output().read(SPARK, "table", SCHEMA).isEmpty()).isTrue();
        output().append(rows(0, 6), "table");
        assertThat(read(SCHEMA)).isEqualTo(expected(6));
        output().append(rows(6, 9), "table");
        assertThat(read(SCHEMA)).isEqualTo(expected(9));
    }

    @Test
    void aKillInsideAReplacementLeavesWhatWasThere() throws IOException {
        tables().overwrite(rows(0, 6), table(), "certain");
        java.nio.file.Path before = folder.resolve("before");
        FileUtils.copyDirectory(path().toFile(), before.toFile());
        tables().overwrite(rows(6, 9), table(), "certain");

        undo(before, commit(1));

        assertThat(read(SCHEMA)).isEqualTo(expected(6));
        tables().overwrite(rows(0, 9), table(), "certain");
        assertThat(read(SCHEMA)).isEqualTo(expected(9));
    }
}
