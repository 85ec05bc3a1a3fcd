package io.sparkdistill.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files with columns that other programs write and Spark does not read, or reads as something else. */
class ForeignParquetTest {
    private static final SparkSession SPARK = LocalSpark.session();

    @TempDir
    Path folder;

    private void write(String column) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message m { required binary text (UTF8); required int32 label; required %s; }".formatted(column));
        var file = new org.apache.hadoop.fs.Path(folder.resolve("t.parquet").toString());
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file)
                .withType(schema)
                .withConf(new Configuration())
                .build()) {
            Group row = new SimpleGroupFactory(schema)
                    .newGroup()
                    .append("text", "a")
                    .append("label", 1);
            switch (schema.getColumns().get(2).getPrimitiveType().getPrimitiveTypeName()) {
                case INT32 -> row.append("other", 5);
                case INT64 -> row.append("other", 5L);
                default -> row.append("other", Binary.fromConstantByteArray(new byte[12]));
            }
            writer.write(row);
        }
    }

    private Reading labeled(String path, String text) {
        return new Reading(
                folder, "input.train=[{path=${data}/" + path + ", format=parquet, text=" + text + ", label=label}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int32 other (TIME(MILLIS,true))",
                "int64 other (TIMESTAMP(NANOS,true))",
                "fixed_len_byte_array(12) other (INTERVAL)"
            })
    void passesColumnsThatSparkDoesNotKnow(String column) throws IOException {
        write(column);
        assertThat(labeled("t.parquet", "text").rows()).containsExactly("a -> 1");
        assertThatThrownBy(() -> labeled("t.parquet", "other").rows())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot use column other of input.train[0] in file:" + folder + "/t.parquet: ")
                .hasMessageContaining("Parquet type")
                .hasMessageEndingWith("; convert it");
    }

    @Test
    void readsColumnsOfAnyName() {
        SPARK.sql("SELECT 'x' AS `a.b ``c``;`, 1 AS label, 'm' AS _metadata")
                .write()
                .parquet(folder.resolve("p").toString());
        assertThat(labeled("p", "\"a.b `c`;\"").rows()).containsExactly("x -> 1");
    }

    @Test
    void rejectsBytesThatAreNoText() {
        SPARK.sql("SELECT X'E9' AS text, CAST('1' AS BINARY) AS label UNION ALL SELECT X'C3A9', CAST('0' AS BINARY)")
                .coalesce(1)
                .write()
                .parquet(folder.resolve("p").toString());
        assertThat(labeled("p", "text").rows()).containsExactly("rejected: column text is not UTF-8", "\u00e9 -> 0");
    }

    @Test
    void refusesColumnsThatDifferInCaseAlone() {
        SPARK.conf().set("spark.sql.caseSensitive", true);
        try {
            SPARK.sql("SELECT 'a' AS text, 'A' AS Text, 1 AS label")
                    .write()
                    .parquet(folder.resolve("p").toString());
            assertThat(labeled("p", "text").rows()).containsExactly("a -> 1");
        } finally {
            SPARK.conf().unset("spark.sql.caseSensitive");
        }
        assertThatThrownBy(() -> labeled("p", "text").rows())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot choose column text of input.train[0] in file:")
                .hasMessageEndingWith(
                        ": Spark reads Parquet without regard to case, and several fit; name them differently,"
                                + " or set spark.sql.caseSensitive=true");
    }
}
