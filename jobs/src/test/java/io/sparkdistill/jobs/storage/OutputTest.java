package io.sparkdistill.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.TableFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final StructType SCHEMA = StructType.fromDDL("id long, part long");
    private static final Provenance PROVENANCE = new Provenance("label", Map.of("seed", "42"), Map.of("rows", 3));
    private static final Contents CONTENTS = Contents.of("soft").withGrowing("logits");

    @TempDir
    Path folder;

    private Output output;

    @BeforeEach
    void writeTables() {
        output = newOutput();
        output.overwrite(rows(8), "soft", "part");
        output.append(rows(8).drop("part"), "logits");
        output.markComplete("soft", PROVENANCE, CONTENTS);
    }

    @AfterEach
    void overwriteStatically() {
        SPARK.conf().unset("spark.sql.sources.partitionOverwriteMode");
    }

    @Test
    void isDoneForTheSameProvenanceWhateverItsFacts() {
        assertThat(output.isUpToDate("soft", PROVENANCE.with(Map.of("rows", 4))))
                .isTrue();
        assertThat(output.isUpToDate("soft", new Provenance("label", Map.of("seed", "43"), Map.of())))
                .isFalse();
        assertThat(output.provenance("soft")).contains(PROVENANCE);
    }

    @Test
    void isNotDoneOnceAFileIsDeleted() throws IOException {
        Files.delete(parts("soft/part=1").get(0));
        assertDamaged("soft: 1 of 8 files is missing");
        for (Path file : parts("soft")) {
            Files.delete(file);
        }
        assertDamaged("soft: 8 of 8 files are missing");
    }

    @Test
    void isNotDoneOnceAFolderIsDeletedThatItWasMadeOf() throws IOException {
        for (Path file : parts("logits")) {
            Files.delete(file);
        }
        assertDamaged("logits: 2 of 2 files are missing");
        output.delete("logits");
        assertDamaged("logits: the folder is missing");
    }

    @Test
    void isNotDoneOnceAFileIsCut() throws IOException {
        Path part = parts("soft/part=1").get(0);
        long length = Files.size(part);
        cut(part);
        assertDamaged("soft: part=1/%s has 10 bytes instead of %d".formatted(part.getFileName(), length));
    }

    @Test
    void isNotDoneOnceRowsWereAddedWhereNoneMayBe() throws IOException {
        output.append(rows(1).drop("part"), "logits");
        assertThat(output.isUpToDate("soft", PROVENANCE)).as("logits grow").isTrue();
        Path part = parts("soft/part=1").get(0);
        Files.copy(part, part.resolveSibling("copy.parquet"));
        assertDamaged("soft: part=1/copy.parquet was added");
    }

    @Test
    void staysDoneBesideFilesThatAreNoRows() throws IOException {
        Files.writeString(folder.resolve("soft/notes.txt"), "mine");
        Files.createDirectories(folder.resolve("soft/.ipynb_checkpoints"));
        Files.writeString(folder.resolve("soft/.ipynb_checkpoints/a.parquet"), "x");
        assertThat(output.isUpToDate("soft", PROVENANCE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"verb\": \"label\"}", "[]", "nonsense", "null"})
    void countsAMarkerThatIsCutAsNotDone(String text) throws IOException {
        write("soft/_provenance.json", text);
        assertThat(output.provenance("soft")).isEmpty();
        assertThat(output.isUpToDate("soft", PROVENANCE)).isFalse();
        output.markComplete("soft", PROVENANCE, CONTENTS);
        assertThat(output.isUpToDate("soft", PROVENANCE)).isTrue();
        write("soft/_manifest.json", text);
        assertDamaged("soft: the list of its files is truncated");
    }

    @Test
    void countsAMarkerWithAChecksumOfOtherContentAsNotDone() throws IOException {
        Files.writeString(folder.resolve("soft/_provenance.json"), "{}");
        assertThat(output.isUpToDate("soft", PROVENANCE)).isFalse();
    }

    @Test
    void countsWhatAnEarlierVersionMarkedAsNotDone() throws IOException {
        Files.delete(folder.resolve("soft/_manifest.json"));
        assertDamaged("soft: the list of its files is missing");
    }

    @Test
    void replacesSmallFilesWhole() throws IOException {
        output.writeText("note.json", "old");
        output.writeText("note.json", "new");
        assertThat(output.readText("note.json")).isEqualTo("new");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("note.json")
                    .noneMatch(name -> name.contains(".part"));
        }
    }

    @Test
    void saysWhyAFileCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> output.writeText("file/note.json", ""))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Cannot write file:" + folder.resolve("file/note.json") + ": ")
                .hasMessageContaining("not a directory");
    }

    @Test
    void publishesNothingThatAKilledAppendLeft() throws IOException {
        Path task = folder.resolve("logits/_temporary/0/task_202611270000001_0001_m_000000");
        Files.createDirectories(task);
        Files.copy(parts("logits").get(0), task.resolve("part-00000-left.snappy.parquet"));
        newOutput().append(rows(1).drop("part"), "logits");
        assertThat(SPARK.read().parquet(folder.resolve("logits").toString()).count())
                .isEqualTo(9);
        assertThat(folder.resolve("logits/_temporary")).doesNotExist();
    }

    @Test
    void appendsIntoThePartitionsOfATable() {
        output.append(rows(8).where("part = 1"), "soft", "part");
        output.append(rows(8).where("part = 2"), "soft", "part");
        assertThat(output.read(SPARK, "soft", SCHEMA).where("part = 1").count()).isEqualTo(4);
        assertThat(output.read(SPARK, "soft", SCHEMA).count()).isEqualTo(12);
        assertThat(folder.resolve("soft/_SUCCESS")).exists();
    }

    @Test
    void sweepsWhatAKilledAppendHasStagedOnceTheLeaseIsTaken() throws IOException {
        Path staged = folder.resolve("_staging/logits-1");
        Files.createDirectories(staged);
        Files.copy(parts("logits").get(0), staged.resolve("part-00000-left.snappy.parquet"));
        output.append(rows(1).drop("part"), "logits");
        assertThat(output.read(SPARK, "logits", SCHEMA).count()).isEqualTo(9);
        var root = new org.apache.hadoop.fs.Path(folder.toUri());
        Leases.take(Map.of(root, "output"), new Configuration(), Leases.ExistingLeases.RESPECT)
                .close();
        assertThat(folder.resolve("_staging")).doesNotExist();
        assertThat(parts("logits")).hasSize(4);
    }

    @Test
    void leavesNoPartitionOfAnEarlierRunWhateverTheSessionSays() {
        SPARK.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
        output.overwrite(rows(8).where("part < 2"), "soft", "part");
        assertThat(folder.resolve("soft/part=1")).isDirectory();
        assertThat(folder.resolve("soft/part=3")).doesNotExist();
        assertThat(output.read(SPARK, "soft", SCHEMA).count()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PARQUET", "ORC"})
    void deletesTableFilesThatLackTheirEnd(TableFormat format) throws IOException {
        Output other = new Output(folder.resolve("other").toString(), Map.of(), format, new Configuration());
        other.append(rows(8), "logits");
        List<Path> parts = parts("other/logits");
        cut(parts.get(0));
        other.deleteTruncatedFiles("logits");
        assertThat(parts.get(0)).doesNotExist();
        assertThat(parts.get(1)).isRegularFile();
        assertThat(other.read(SPARK, "logits", SCHEMA).count()).isEqualTo(4);
    }

    private void assertDamaged(String damage) {
        assertThat(output.damage("soft")).contains(damage);
        assertThat(output.isUpToDate("soft", PROVENANCE)).isFalse();
    }

    private Output newOutput() {
        return new Output(folder.toString(), Map.of(), TableFormat.PARQUET, new Configuration());
    }

    private static Dataset<Row> rows(int count) {
        return SPARK.range(0, count, 1, 2).selectExpr("id", "id % 4 AS part");
    }

    private List<Path> parts(String table) throws IOException {
        try (var files = Files.walk(folder.resolve(table))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    private static void cut(Path file) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 10));
    }

    /** As somebody does who knows nothing of checksums. */
    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, text);
        Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc"));
    }
}
