package io.sparkdistill.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TableFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that every format of tables passes. A format of an external jar is tested if the jar is on the class path. */
abstract class TableFormatContract {
    static final SparkSession SPARK = LocalSpark.session();
    static final StructType SCHEMA = StructType.fromDDL(
            "id BIGINT, text STRING, label INT, certain BOOLEAN, weight DOUBLE, logits ARRAY<FLOAT>");

    @TempDir
    java.nio.file.Path folder;

    abstract TableFormat format();

    /** Returns whether a table is a folder of files that can be read with any schema. */
    abstract boolean isPlainFiles();

    Tables tables() {
        return new Tables(format(), new Configuration());
    }

    Path table() {
        return new Path(folder.resolve("table").toString());
    }

    @BeforeEach
    void requireFormat() {
        assertThat(format().isPlainFiles()).isEqualTo(isPlainFiles());
        assertThat(format().coordinates().isEmpty()).as("Spark has it").isEqualTo(isPlainFiles());
        assumeTrue(format().isPresent());
    }

    static Dataset<Row> rows(int from, int to) {
        return SPARK.range(from, to, 1, 2)
                .selectExpr(
                        "id",
                        "concat('grün 🎬 \\n\"', id) AS text",
                        "CAST(if(id % 2 = 0, NULL, id) AS INT) AS label",
                        "id % 3 = 0 AS certain",
                        "id / 3 AS weight",
                        "if(id % 5 = 0, NULL, array(CAST(id AS FLOAT), 0.1F)) AS logits");
    }

    /** Returns rows by the columns of these names, because Spark moves partition columns to the end. */
    List<Row> read(StructType schema) {
        return tables().read(SPARK, table(), schema)
                .selectExpr(schema.fieldNames())
                .orderBy("id")
                .collectAsList();
    }

    @Test
    void readsBackWhatWasAppended() {
        tables().append(rows(0, 6), table());
        tables().append(rows(6, 9), table());

        assertThat(read(SCHEMA)).isEqualTo(rows(0, 9).orderBy("id").collectAsList());
        assertThat(tables().read(SPARK, table(), SCHEMA).columns()).isEqualTo(SCHEMA.fieldNames());
    }

    @Test
    void replacesRowsColumnsAndPartitions() {
        tables().overwrite(rows(0, 6), table(), "certain");
        assertThat(read(SCHEMA)).isEqualTo(rows(0, 6).orderBy("id").collectAsList());

        tables().overwrite(rows(7, 8).withColumnRenamed("text", "other"), table());

        List<Row> left = read(StructType.fromDDL("id BIGINT, other STRING, certain BOOLEAN"));
        assertThat(left).hasSize(1);
        assertThat(left.get(0).getLong(0)).isEqualTo(7);
        assertThat(left.get(0).getString(1)).isEqualTo("grün 🎬 \n\"7");
    }

    @Test
    void readsColumnsThatATableLacksAsNull() {
        tables().append(rows(0, 2).select("id", "text"), table());

        List<Row> read = read(SCHEMA);

        assertThat(read).hasSize(2).allMatch(row -> row.isNullAt(2) && row.isNullAt(5) && !row.isNullAt(1));
    }

    @Test
    void twoWritersLoseNoRow() throws Exception {
        tables().append(rows(0, 2), table());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                int first = 10 + 10 * writer;
                writers.add(threads.submit(() -> {
                    for (int i = first; i < first + 4; i++) {
                        append(rows(i, i + 1));
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(read(SCHEMA).stream().map(row -> row.getLong(0)))
                .containsExactly(0L, 1L, 10L, 11L, 12L, 13L, 20L, 21L, 22L, 23L);
    }

    /** Appends as {@link Output} does: plain files are staged. */
    private void append(Dataset<Row> rows) {
        new Output(folder.toString(), Map.of(), format(), new Configuration()).append(rows, "table");
    }

    @Test
    void refusesATableOfAnotherFormat() {
        tables().requireFormat(table());
        tables().append(rows(0, 2), table());
        tables().requireFormat(table());
        List<TableFormat> others = Arrays.stream(TableFormat.values())
                .filter(other -> other != format())
                .toList();
        for (TableFormat other : others) {
            assertThatThrownBy(() -> new Tables(other, new Configuration()).requireFormat(table()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            "Cannot use table-format = %s: %s holds %s; set table-format = %s, or use another output",
                            other.source(), table(), format().source(), format().source());
        }
    }
}
