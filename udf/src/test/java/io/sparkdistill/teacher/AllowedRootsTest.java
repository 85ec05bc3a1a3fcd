package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedRootsTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/models",
                "/models/",
                "/models/bert/model.pt",
                "file:/models/a",
                "file:///models/a",
                "/a/../models/b"
            })
    void allowsARootAndWhatLiesBelowIt(String path) {
        assertThatCode(() -> AllowedRoots.parse("/other, /models/").require(hadoop(path), HADOOP))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/model", "/models2/a", "/models/../etc/a", "/../models/a", "models/a"})
    void refusesWhatLiesElsewhere(String path) {
        assertThatThrownBy(() -> AllowedRoots.parse("/models").require(hadoop(path), HADOOP))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "%s is not below a folder of spark.distill.models.allowed-roots (/models); ask the administrator"
                                + " of this Spark to add its folder",
                        hadoop(path));
    }

    @Test
    void anEmptyValueAllowsNothing() {
        assertThatThrownBy(() -> AllowedRoots.parse(" ").require(hadoop("/models"), HADOOP))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aModelOutsideIsNotReadNorIsTheRunThatAnAllowedOutputServesElsewhere() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        for (Path each : List.of(models, elsewhere)) {
            TinyTeacher.writeModel(each.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
            TinyTeacher.writeTokenizer(each.resolve("tokenizer.json"));
        }
        ModelStaging staging = new ModelStaging(HADOOP, AllowedRoots.parse(models.toString()));
        assertThat(staging.stage(source(models, models)).spec().fingerprint()).isNotEmpty();
        assertThatThrownBy(() -> staging.stage(source(elsewhere, models)))
                .hasMessageContaining(elsewhere + "/model.pt is not below");
        assertThatThrownBy(() -> staging.stage(source(models, elsewhere)))
                .hasMessageContaining(elsewhere + "/tokenizer.json is not below");
        assertThatThrownBy(() -> staging.student("s", elsewhere.toString(), ModelSpec.ANY_CLASSES))
                .hasMessageContaining(elsewhere + " is not below");
        Files.writeString(
                models.resolve(ServedRun.FILE), new ServedRun("../../elsewhere", "2026-01-01T00:00:00Z", "").json());
        assertThatThrownBy(() -> staging.student("s", models.toString(), ModelSpec.ANY_CLASSES))
                .hasMessageContaining(elsewhere + "/student/student.json is not below");
    }

    private static ModelSource source(Path model, Path tokenizer) {
        return ModelSource.exported(ModelFormat.TORCH_SCRIPT, model + "/model.pt")
                .text(tokenizer + "/tokenizer.json", new TextInput(16, List.of(TokenizerOutput.INPUT_IDS)));
    }

    private static org.apache.hadoop.fs.Path hadoop(String path) {
        return new org.apache.hadoop.fs.Path(path);
    }
}
