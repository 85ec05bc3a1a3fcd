package io.sparkdistill.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.table.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonAndParquetInputTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final String MALFORMED = "rejected: the row is malformed";
    private static final List<String> TWO = List.of("a -> 1", "b -> 0");
    private static final String FEATURES = "task.type=features";

    @TempDir
    Path folder;

    static Stream<Arguments> json() {
        return Stream.of(
                arguments(
                        "a first object without a label",
                        "{\"text\":\"x\"}\n{\"text\":\"a\",\"label\":1}\n",
                        List.of("rejected: the label is missing", "a -> 1")),
                arguments(
                        "a blank first line",
                        "\n  \n{\"text\":\"a\",\"label\":1}\n\n{\"text\":\"b\",\"label\":0}\n",
                        TWO),
                arguments(
                        "a broken first line", "{broken\n{\"text\":\"a\",\"label\":1}\n", List.of(MALFORMED, "a -> 1")),
                arguments("a byte order mark", "\uFEFF{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":0}", TWO),
                arguments("an array in a line", "[{\"text\":\"a\",\"label\":1},{\"text\":\"b\",\"label\":0}]", TWO),
                arguments(
                        "an array over lines",
                        "[\n{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\",\"label\":0}\n]\n",
                        TWO),
                arguments(
                        "objects over lines",
                        "{\n \"text\": \"a\",\n \"label\": 1\n}\n{\n \"text\": \"b\",\n \"label\": 0\n}\n",
                        TWO),
                arguments(
                        "a byte order mark before an array",
                        "\uFEFF[\n{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\",\"label\":0}]",
                        TWO),
                arguments("two objects in a line", "{\"text\":\"a\",\"label\":1}{\"text\":\"b\",\"label\":0}\n", TWO),
                arguments(
                        "an array that breaks off",
                        "[\n{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\",\n",
                        List.of("a -> 1", MALFORMED)),
                arguments(
                        "an array with a malformed object",
                        "[\n {\"text\":\"a\",\"label\":1},\n {\"text\":\"x\" \"label\":0},\n {\"text\":\"b\",\"label\":0}\n]\n",
                        List.of("a -> 1", MALFORMED, "b -> 0")),
                arguments(
                        "a malformed object over lines",
                        "{\n \"text\":\"a\",\n \"label\":1\n}\n{\n \"text\":\"x,\n \"label\":1\n}\n{\n \"text\":\"b\",\n \"label\":0\n}\n",
                        List.of("a -> 1", MALFORMED, "b -> 0")),
                arguments(
                        "a malformed object in a line",
                        "[{\"text\":\"a\",\"label\":1},{\"text\":},{\"text\":\"b\",\"label\":0}]",
                        List.of("a -> 1", MALFORMED, "b -> 0")),
                arguments("commas behind lines", "{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\",\"label\":0},\n", TWO),
                arguments(
                        "numbers as they are written, the last of two keys",
                        "{\"text\":12345678901234567890.10,\"label\":1}\n{\"text\":\"x\",\"text\":\"b\",\"label\":0}\n",
                        List.of("12345678901234567890.10 -> 1", "b -> 0")),
                arguments(
                        "rows that are no objects",
                        "\"x\"\n5\nnull\n{}{\"text\":\"a\",\"label\":1}\n",
                        List.of(MALFORMED, MALFORMED, MALFORMED, "rejected: the text is null or blank", "a -> 1")),
                arguments(
                        "labels of all types",
                        "{\"text\":\"a\",\"label\":1.0}\n{\"text\":\"b\",\"label\":false}\n{\"text\":\"c\",\"label\":\" 1 \"}\n{\"text\":\"d\",\"label\":[1]}\n",
                        List.of("a -> 1", "b -> 0", "c -> 1", "rejected: the label is not a class: [1]")),
                arguments(
                        "texts of all types",
                        "{\"text\":{\"x\":\"e\"},\"label\":1}\n{\"text\":5,\"label\":1}\n{\"text\":[\"d\"],\"label\":1}\n{\"text\":null,\"label\":1}\n",
                        List.of("{\"x\":\"e\"} -> 1", "5 -> 1", "[\"d\"] -> 1", "rejected: the text is null or blank")),
                arguments(
                        "a column of Spark's own name",
                        "{\"text\":\"a\",\"label\":1,\"_corrupt_record\":\"x\"}\n{\"text\":\"b\",\"label\":0}",
                        TWO),
                arguments(
                        "keys that differ in case",
                        "{\"Text\":\"A\",\"text\":\"a\",\"label\":1,\"LABEL\":0}\n{\"text\":\"b\",\"label\":0}",
                        TWO));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("json")
    void readsJsonHoweverItIsWritten(String name, String content, List<String> rows) throws IOException {
        Files.writeString(folder.resolve("t.json"), content);
        assertThat(labeled("t.json", "json").rows()).isEqualTo(rows);
    }

    private Reading labeled(String path, String format, String... settings) {
        return new Reading(
                folder,
                "input.train=[{path=\"" + folder + "/" + path + "\", format=" + format + ", label=label, "
                        + String.join(", ", settings) + "}]");
    }

    @Test
    void readsJsonInOtherEncodingsAndTellsWhatIsMalformed() throws IOException {
        String content = "{\"text\":\"café\",\"label\":1}\n{\"text\":\"b\",\"label\":0}\n";
        Files.write(folder.resolve("t.json"), content.getBytes(StandardCharsets.UTF_16));
        assertThat(labeled("t.json", "json", "encoding=UTF-16").rows()).containsExactly("café -> 1", "b -> 0");
        Files.write(folder.resolve("t.json"), content.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(labeled("t.json", "json", "encoding=ISO-8859-1").rows()).containsExactly("café -> 1", "b -> 0");
        byte[] bytes = ("{\"text\":\"à\",\"label\":1}\n" + content).getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 17] = (byte) 0xE9;
        Files.write(folder.resolve("t.json"), bytes);
        assertThat(labeled("t.json", "json").rows())
                .containsExactly("à -> 1", "café -> 1", "rejected: the row is not UTF-8; see encoding");
    }

    @Test
    void refusesJsonWithoutTheKey() throws IOException {
        Path file = Files.writeString(folder.resolve("t.json"), "{\"body\":\"a\",\"label\":1}\n{\"label\":0}\n");
        assertThatThrownBy(() -> labeled("t.json", "json").rows())
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot find column text of input.train[0] in file:" + file
                        + ": its columns are body, label; name one of these, or set input.train[0].format");
    }

    @Test
    void readsATextOfManyMegabytesAndRefusesATableByColumns() throws IOException {
        Path file = folder.resolve("t.json");
        String longText = "word ".repeat(4_500_000);
        Files.writeString(file, "{\"text\":\"%s\",\"label\":1}\n{\"text\":\"b\",\"label\":0}\n".formatted(longText));
        assertThat(labeled("t.json", "json").rows()).containsExactly(longText + " -> 1", "b -> 0");
        Files.writeString(file, "{\"label\":{\"0\":1,\"1\":0},\"text\":{\"0\":\"a\",\"1\":\"b\"}}");
        assertThatThrownBy(() -> labeled("t.json", "json").rows())
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot read input.train[0]: file:" + file
                        + " is one object that holds a table column by column;"
                        + " write an object per row, in pandas by orient='records', lines=True");
    }

    private void write(String path, String... selects) {
        for (String select : selects) {
            SPARK.sql(select)
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .parquet(folder.resolve(path).toString());
        }
    }

    @Test
    void readsPartitionedFoldersInEveryWay() {
        SPARK.sql("SELECT * FROM VALUES ('a', '1.0', 'x y'), ('b', '0', 'ü=%') AS t(text, label, topic)")
                .write()
                .partitionBy("topic", "label")
                .parquet(folder.resolve("p").toString());
        assertThat(labeled("p", "parquet").rows()).containsExactlyInAnyOrderElementsOf(TWO);
        assertThat(labeled("p/*/*/*.parquet", "parquet").rows()).containsExactlyInAnyOrderElementsOf(TWO);
        assertThat(labeled("p/*", "parquet").rows()).containsExactlyInAnyOrderElementsOf(TWO);
        assertThat(labeled("p", "parquet", "text=topic").rows()).containsExactlyInAnyOrder("x y -> 1", "ü=% -> 0");
    }

    @Test
    void readsLabelsOfEveryTypeTogether() {
        write(
                "p",
                "SELECT 'a' AS text, 1.0D AS label",
                "SELECT 'b' AS text, false AS label",
                "SELECT 0 AS label, 'c' AS text",
                "SELECT CAST(1 AS DECIMAL(10, 2)) AS label, X'64' AS text",
                "SELECT 'x' AS text, -1L AS label",
                "SELECT named_struct('t', 'e') AS text, ' 1 ' AS Label");
        assertThat(labeled("p", "parquet").rows())
                .containsExactlyInAnyOrder(
                        "a -> 1",
                        "b -> 0",
                        "c -> 0",
                        "d -> 1",
                        "rejected: the label is not a class: -1",
                        "{\"t\":\"e\"} -> 1");
    }

    @Test
    void refusesParquetThatCannotBeUsed() throws IOException {
        write("p", "SELECT 'a' AS text, 1 AS label", "SELECT 'a' AS body, 1 AS label");
        assertThatThrownBy(() -> labeled("p", "parquet").rows())
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        "Cannot find column text of input.train\\[0] in .*: its columns are body, label; .*");
        write("q", "SELECT 'a' AS text, array(1) AS label");
        assertThatThrownBy(() -> labeled("q", "parquet").rows())
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        "Cannot use column label of input.train\\[0] in .* as a label: expected a number, a text"
                                + " or a boolean but it is array<int>");
        Files.writeString(folder.resolve("r.parquet"), "text,label\na,1\n");
        assertThatThrownBy(() -> labeled("r.parquet", "parquet").rows())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("r.parquet is not a Parquet file, or damaged: ");
    }

    @Test
    void passesEmptyPartsAndReadsWhatIsThere() throws IOException {
        write(
                "p",
                "SELECT 'a' AS text, 1 AS label, 'kept' AS _corrupt_record",
                "SELECT 'b' AS body, 0 AS label WHERE false");
        Files.createFile(folder.resolve("p/part-zero.parquet"));
        try (Stream<Path> files = Files.list(folder.resolve("p"))) {
            assertThat(files.count()).isGreaterThan(2);
        }
        assertThatThrownBy(() -> labeled("p", "parquet").rows()).hasMessageContaining("its columns are body, label");
        write(
                "q",
                "SELECT 'a' AS text, 1 AS label, 'kept' AS _corrupt_record",
                "SELECT 'b' AS text, 0 AS label WHERE false");
        Files.createFile(folder.resolve("q/part-zero.parquet"));
        assertThat(labeled("q", "parquet").rows()).containsExactly("a -> 1");
    }

    private Reading features(String path, String format) {
        return new Reading(
                folder,
                FEATURES,
                "student.network=mlp",
                "input.train=[{path=${data}/" + path + ", format=" + format + ", features=f, label=l}]");
    }

    @Test
    void readsVectorsAndArraysOfNumbers() {
        Dataset<Row> arrays = SPARK.sql("SELECT array(1, 0, 2) AS f, 1 AS l");
        arrays.selectExpr("f", "l")
                .select(
                        org.apache
                                .spark
                                .ml
                                .functions
                                .array_to_vector(arrays.col("f"))
                                .as("f"),
                        arrays.col("l"))
                .coalesce(1)
                .write()
                .parquet(folder.resolve("v").toString());
        write("v", "SELECT array(1, 0, 3) AS f, 0 AS l", "SELECT array(1.5BD, 0BD, 4BD) AS f, 1 AS l");
        assertThat(features("v", "parquet").rows())
                .containsExactlyInAnyOrder("[1.0, 0.0, 2.0] -> 1", "[1.0, 0.0, 3.0] -> 0", "[1.5, 0.0, 4.0] -> 1");
        write("t", "SELECT 'x' AS f, 1 AS l");
        assertThatThrownBy(() -> features("t", "parquet").rows())
                .hasMessageMatching(
                        "Cannot use column f of input.train\\[0] in .* as features: expected an array of numbers"
                                + " or a vector of Spark ML but it is string");
    }

    @Test
    void rejectsFeaturesThatAreNotLikeTheOthers() throws IOException {
        Files.writeString(
                folder.resolve("f.json"),
                """
                {"f":[1.0],"l":1}
                {"f":[1.0,2.0,3.0],"l":1}
                {"f":[1,2],"l":1}
                {"f":[0.5,2],"l":0}
                {"f":[],"l":0}
                {"f":null,"l":0}
                {"f":[1.0,null],"l":0}
                {"f":["NaN",1.0],"l":0}
                {"f":[1e39,1.0],"l":0}
                {"f":"1,2","l":0}
                {"f":["1","2"],"l":0}
                {"f":[[1,2],[3,4]],"l":0}
                {"f":[true,false],"l":0}
                {"f":[1,2,3],"l":0}
                {"f":[1,4],"l":0}
                """);
        String finite = "rejected: a feature is not finite: NaN, infinite, or beyond the range of float";
        String noNumbers = "rejected: the features are not an array of numbers";
        assertThat(features("f.json", "json").rows())
                .containsExactly(
                        "rejected: the row has 1 features, but most rows have 2",
                        "rejected: the row has 3 features, but most rows have 2",
                        "[1.0, 2.0] -> 1",
                        "[0.5, 2.0] -> 0",
                        "rejected: the features are empty",
                        "rejected: the features are null",
                        "rejected: a feature is null",
                        finite,
                        finite,
                        noNumbers,
                        noNumbers,
                        noNumbers,
                        noNumbers,
                        "rejected: the row has 3 features, but most rows have 2",
                        "[1.0, 4.0] -> 0");
    }

    @Test
    void readsTablesWithMapsAndViewsOverJoins() {
        SPARK.sql("SELECT 'a' AS text, 1 AS label, map('k', 'v') AS m, 'x' AS _corrupt_record UNION ALL"
                        + " SELECT 'b', 0, null, null")
                .createOrReplaceTempView("input_map");
        SPARK.sql("SELECT l.text, r.label FROM input_map l JOIN input_map r ON l.text = r.text")
                .createOrReplaceTempView("input_join");
        SPARK.sql("SELECT named_struct('a', map('k', 1)) AS text, 1 AS label").createOrReplaceTempView("input_struct");
        Reading table = labeled("", "table", "path=input_map");
        assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(TWO);
        assertThat(table.identity()).isEqualTo(table.identity());
        assertThat(labeled("", "table", "path=input_join").rows()).containsExactlyInAnyOrderElementsOf(TWO);
        assertThat(labeled("", "table", "path=input_struct").rows()).containsExactly("{\"a\":{\"k\":1}} -> 1");
        assertThat(labeled("", "table", "path=input_map, limit=1").rows()).hasSize(1);
    }

    @Test
    void keepsOfARejectedRowOnlyTheColumnsThatAreRead() {
        write(
                "p",
                "SELECT 'a' AS text, 1 AS label, 'secret' AS other",
                "SELECT 'b' AS text, 5 AS label, 'secret' AS other");
        List<Row> rows = labeled("p", "parquet").collect();
        assertThat(rows)
                .filteredOn(row -> row.getAs(Rejected.REASON) != null)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.<String>getAs(Rejected.ROW)).isEqualTo("{\"text\":\"b\",\"label\":\"5\"}");
                    assertThat(row.<String>getAs(Rejected.SOURCE)).contains("/p/part-");
                });
    }
}
