package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.SharedFile;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStagingTest {
    private final ModelStaging staging = new ModelStaging(new Configuration());

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        settle(model, 100);
        settle(TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json")), 100);
    }

    @Test
    void fetchesFilesThatDoNotChangeOnce() throws IOException {
        StagedModel first = staging.stage(source("one", 16));
        StagedModel second = staging.stage(source("other name", 16));
        assertThat(second.folder()).isEqualTo(first.folder());
        assertThat(second.spec().name()).isEqualTo("other name");
        assertThat(second.spec().fingerprint()).isEqualTo(first.spec().fingerprint());
        StagedModel otherOptions = staging.stage(source("one", 8));
        assertThat(otherOptions.folder()).isNotEqualTo(first.folder());
        assertThat(otherOptions.spec().fingerprint()).isNotEqualTo(first.spec().fingerprint());
    }

    @Test
    void fetchesAgainWhatHasChangedOrIsGone() throws IOException {
        StagedModel first = staging.stage(source("one", 16));
        TinyTeacher.writeModel(model, TinyTeacher.POISONED);
        settle(model, 50);
        StagedModel changed = staging.stage(source("one", 16));
        assertThat(changed.spec().fingerprint()).isNotEqualTo(first.spec().fingerprint());
        assertThat(changed.file("model.pt")).hasSameBinaryContentAs(model);
        Files.delete(changed.file("model.pt"));
        assertThat(staging.stage(source("one", 16)).file("model.pt")).hasSameBinaryContentAs(model);
    }

    @Test
    void trustsNoTimeThatIsTooNew() throws IOException {
        settle(model, 0);
        FileTime time = Files.getLastModifiedTime(model);
        StagedModel first = staging.stage(source("one", 16));
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 1] ^= 1;
        Files.write(model, bytes);
        Files.setLastModifiedTime(model, time);
        assertThat(staging.stage(source("one", 16)).spec().fingerprint())
                .isNotEqualTo(first.spec().fingerprint());
    }

    @Test
    void tellsWhichFilesExecutorsReadFromTheirStore() throws IOException {
        assertThat(staging.stage(source("one", 16)).shared()).isEmpty();
        Configuration hadoop = new Configuration();
        hadoop.set("fs.viewfs.mounttable.store.link./models", folder.toUri().toString());
        ModelSource mixed = ModelSource.exported(ModelFormat.TORCH_SCRIPT, "viewfs://store/models/model.pt")
                .name("one")
                .classes(2)
                .text(
                        folder.resolve("tokenizer.json").toString(),
                        new TextInput(16, List.of(TokenizerOutput.values())));
        StagedModel staged = new ModelStaging(hadoop).stage(mixed);
        assertThat(staged.shared())
                .containsExactly(Map.entry(
                        "model.pt",
                        new SharedFile(
                                "viewfs://store/models/model.pt", DigestUtils.sha256Hex(Files.readAllBytes(model)))));
        assertThat(staged.spec().fingerprint())
                .isEqualTo(staging.stage(source("one", 16)).spec().fingerprint());
    }

    /** Fingerprints in stored tables depend on these texts. */
    @Test
    void writesOptionsAsStoredFingerprintsHaveThem() {
        ExportedSource exported =
                ModelSource.exported(ModelFormat.ONNX, "model.onnx").classes(3);

        assertThat(source("one", 16).options()).isEqualTo("2 16 [INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS]");
        assertThat(source("one", 16).withHidden().options()).endsWith(" hidden");
        assertThat(exported.features().options()).isEqualTo("3");
        assertThat(exported.output(new ModelOutput(ModelOutput.Kind.PROBABILITIES, List.of(1, 0, 2)))
                        .features()
                        .options())
                .isEqualTo("3 output PROBABILITIES order [1, 0, 2]");
    }

    private ModelSource source(String name, int maxTokens) {
        return ModelSource.exported(ModelFormat.TORCH_SCRIPT, model.toString())
                .name(name)
                .classes(2)
                .text(
                        folder.resolve("tokenizer.json").toString(),
                        new TextInput(maxTokens, List.of(TokenizerOutput.values())));
    }

    private static void settle(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
    }
}
