package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that folders of earlier releases can be read, with the same predictions and fingerprints. */
class OldStudentsTest {
    private static final Path FOLDER = folder();

    private static Path folder() {
        try {
            return Path.of(OldStudentsTest.class.getResource("/students-0.1.0").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<String> students() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("students")
    void predictsWhatTheReleaseThatWroteItPredicted(String student) throws IOException {
        JsonNode recorded = new ObjectMapper()
                .readTree(FOLDER.resolve("predictions.json").toFile())
                .get(student);
        ModelInput[] inputs = new ObjectMapper().convertValue(recorded.get("inputs"), ModelInput[].class);
        float[][] logits = new ObjectMapper().convertValue(recorded.get("logits"), float[][].class);

        StagedModel staged = stage(FOLDER.resolve(student));

        assertThat(staged.spec().fingerprint())
                .isEqualTo(recorded.get("fingerprint").asText());
        assertSame(logits(staged, List.of(inputs)), logits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bilstm", "cnn-pair", "transformer", "mlp"})
    void aNetworkThatIsSavedAgainPredictsTheSame(String student, @TempDir Path folder) throws IOException {
        JsonNode recorded = new ObjectMapper()
                .readTree(FOLDER.resolve("predictions.json").toFile())
                .get(student);
        ModelInput[] inputs = new ObjectMapper().convertValue(recorded.get("inputs"), ModelInput[].class);
        try (StudentModel model = StudentModel.load(FOLDER.resolve(student))) {
            model.save(folder);
        }

        assertThat(folder.resolve("parameters.bin")).doesNotExist();
        assertSame(
                logits(stage(folder), List.of(inputs)),
                new ObjectMapper().convertValue(recorded.get("logits"), float[][].class));
    }

    @Test
    void aLogisticStudentThatIsSavedAgainIsTheSame(@TempDir Path folder) throws IOException {
        LogisticModel old = LogisticModel.load(FOLDER.resolve("logistic")::resolve);
        old.save(folder);

        LogisticModel saved = LogisticModel.load(folder::resolve);

        assertThat(folder.resolve("weights.bin")).doesNotExist();
        assertThat(saved.shape()).isEqualTo(old.shape());
        assertThat(saved.intercepts()).isEqualTo(old.intercepts());
        assertThat(saved.weights()).isEqualTo(old.weights());
    }

    @Test
    void aFolderOfALaterReleaseIsRefusedByNameAndVersion(@TempDir Path folder) throws IOException {
        FileUtils.copyDirectory(FOLDER.resolve("mlp").toFile(), folder.toFile());
        Path description = folder.resolve("student.json");
        Files.writeString(description, "{\"type\": \"network\", \"version\": 3, \"shards\": 12}");

        assertThatThrownBy(() -> stage(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot read %s: its version is 3 and this release reads versions up to 2;"
                                + " use the release that wrote it, or a later one",
                        description);
    }

    private static StagedModel stage(Path folder) throws IOException {
        ModelStaging staging = new ModelStaging(new Configuration());
        return staging.stage(staging.student("old", folder.toString(), ModelSpec.ANY_CLASSES));
    }

    private static float[][] logits(StagedModel staged, List<ModelInput> inputs) {
        try (ModelCache.Lease lease = staged.trial()) {
            return logits(lease.model(), inputs);
        }
    }

    private static <T extends Tokens> float[][] logits(LogitsModel<T> model, List<ModelInput> inputs) {
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            return predictor
                    .predict(inputs.stream().map(model::tokenize).toList())
                    .logits();
        }
    }

    private static void assertSame(float[][] logits, float[][] expected) {
        assertThat(logits.length).isEqualTo(expected.length);
        for (int row = 0; row < expected.length; row++) {
            assertThat(logits[row]).containsExactly(expected[row], within(1e-5f));
        }
    }
}
