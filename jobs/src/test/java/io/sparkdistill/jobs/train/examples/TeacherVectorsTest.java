package io.sparkdistill.jobs.train.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.LogLines;
import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.config.TeacherVectorsConfig;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.TeacherWords;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.WordEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherVectorsTest {
    private static final Map<String, Long> FEW = Map.of("good", 1L, "bad", 1L, "film", 98L);
    private static final Map<String, Long> MORE = Map.of("good", 1L, "bad", 1L, "film", 98L, "very", 3L);

    @TempDir
    private Path folder;

    private Output output;

    @BeforeEach
    void write() throws IOException {
        TinyTeacher.writeTrainable(folder.resolve("model.pt"));
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        output = new Output(folder.resolve("output").toString(), Map.of(), TableFormat.PARQUET, new Configuration());
    }

    @Test
    void principalComponentsKeepDistancesAndTheRootMeanSquareIsTheScale() {
        Map<String, float[]> vectors = vectors(2, Optional.empty(), MORE);

        assertThat(vectors).containsOnlyKeys("good", "bad", "film", "very");
        double factor = distance(vectors.get("good"), vectors.get("bad")) / distance(row(5), row(6));
        assertThat(distance(vectors.get("good"), vectors.get("film")))
                .isCloseTo(factor * distance(row(5), row(7)), within(1e-5));
        assertThat(distance(vectors.get("very"), vectors.get("film")))
                .isCloseTo(factor * distance(row(10), row(7)), within(1e-5));
        double squares = vectors.values().stream()
                .mapToDouble(vector -> vector[0] * vector[0] + vector[1] * vector[1])
                .sum();
        assertThat(Math.sqrt(squares / 8)).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void storedVectorsAreUsedAgainAndOnlyNewWordsAreComputed() {
        vectors(1, Optional.empty(), FEW);
        Map<String, float[]> first = vectors(1, Optional.empty(), MORE);
        Map<String, float[]> again = vectors(1, Optional.empty(), MORE);

        assertThat(output.read(LocalSpark.session(), TeacherWords.TABLE, TeacherWords.SCHEMA)
                        .select(TeacherWords.WORD)
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("good", "bad", "film", "very");
        first.forEach((word, vector) -> assertThat(again.get(word)).isEqualTo(vector));
    }

    @Test
    void manyWordsAreStoredInOneFileByTasksOfAFewEach() throws IOException {
        Map<String, Long> many = new HashMap<>(FEW);
        IntStream.range(0, 20_000).forEach(i -> many.put("x".repeat(50) + i, 1L));
        Vocabulary vocabulary = Vocabulary.of(many, 1, many.size() + 2);
        try (LogLines log = LogLines.ofLargeTasks()) {
            teacher(2, Optional.empty()).of(LocalSpark.session(), new VocabularyBuilder.Counted(vocabulary, many));
            assertThat(log.lines()).noneMatch(line -> line.contains("very large size"));
        }
        try (Stream<Path> files = Files.list(folder.resolve("output").resolve(TeacherWords.TABLE))) {
            assertThat(files.filter(file -> file.toString().endsWith(".parquet")))
                    .hasSize(1);
        }
        assertThat(output.read(LocalSpark.session(), TeacherWords.TABLE, TeacherWords.SCHEMA)
                        .count())
                .isEqualTo(20_003);
    }

    @Test
    void frequentWordsWeighLess() {
        Map<String, float[]> plain = vectors(2, Optional.empty(), FEW);
        Map<String, float[]> weighted = vectors(2, Optional.of(0.01), FEW);

        assertThat(ratio(weighted, plain, "bad") / ratio(weighted, plain, "film"))
                .isCloseTo((0.01 / (0.01 + 0.01)) / (0.01 / (0.01 + 0.98)), within(1e-3));
    }

    @Test
    void aModelWithNarrowerVectorsThanTheStudentIsRefused() {
        assertThatThrownBy(() -> vectors(3, Optional.empty(), FEW))
                .hasMessage(
                        "Cannot use student.teacher-vectors: %s: its vectors have 2 values, but embedding-size is 3; set it to 2 or less"
                                .formatted(folder.resolve("model.pt")));
    }

    @Test
    void aVocabularyOfOneWordHasNoComponents() {
        assertThatThrownBy(() -> vectors(1, Optional.empty(), Map.of("good", 1L)))
                .hasMessage("Cannot make word vectors from a teacher: the vocabulary needs at least 2 words: 1");
    }

    @Test
    void aMissingModelIsFoundBeforeSparkStarts() throws IOException {
        Files.delete(folder.resolve("model.pt"));

        assertThatThrownBy(() -> teacher(2, Optional.empty()).check())
                .hasMessageStartingWith("Cannot read student.teacher-vectors: " + folder.resolve("model.pt"));
    }

    private Map<String, float[]> vectors(int size, Optional<Double> sif, Map<String, Long> counts) {
        Vocabulary vocabulary = Vocabulary.of(counts, 1, 100);
        return teacher(size, sif).of(LocalSpark.session(), new VocabularyBuilder.Counted(vocabulary, counts));
    }

    private TeacherVectors teacher(int size, Optional<Double> sif) {
        TeacherVectorsConfig config = new TeacherVectorsConfig(
                ModelFormat.TORCH_SCRIPT,
                folder.resolve("model.pt").toString(),
                folder.resolve("tokenizer.json").toString(),
                new TextInput(16, List.of(TokenizerOutput.values())),
                WordEncoder.Source.WORD_PIECES,
                sif,
                0.5);
        return new TeacherVectors(config, size, output, new Configuration());
    }

    private static double ratio(Map<String, float[]> some, Map<String, float[]> others, String word) {
        return distance(some.get(word), new float[2]) / distance(others.get(word), new float[2]);
    }

    private static float[] row(int token) {
        return new float[] {(float) Math.sin(2 * token) / 10, (float) Math.sin(2 * token + 1) / 10};
    }

    private static double distance(float[] a, float[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }
}
