package io.sparkdistill.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.engine.LocalFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedModelFilesTest {
    private final String fingerprint = UUID.randomUUID().toString();

    @TempDir
    private Path store;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = Files.writeString(store.resolve("model.pt"), "weights");
    }

    @Test
    void readsTheFilesOfAModelOnceAfterItsTripToAnExecutor() throws IOException {
        Path vocabulary = Files.writeString(store.resolve("words.json"), "words");
        ModelFiles files = SerializationUtils.roundtrip(new SharedModelFiles(
                Map.of("model.pt", shared(model, "weights"), "tokenizer.json", shared(vocabulary, "words")),
                new Configuration()));
        Path copy = files.path(fingerprint, "model.pt");
        assertThat(copy).hasContent("weights").hasFileName(fingerprint + "-model.pt");
        assertThat(files.path(fingerprint, "tokenizer.json"))
                .hasContent("words")
                .hasParent(copy.getParent());
        Files.delete(model);
        assertThat(files.path(fingerprint, "model.pt")).isEqualTo(copy).exists();
    }

    @Test
    void refusesAFileThatHasChangedSinceTheDriverReadItAndKeepsNoCopy() throws IOException {
        Set<Path> before = copies();
        ModelFiles files =
                new SharedModelFiles(Map.of("model.pt", shared(model, "other weights")), new Configuration());
        assertThatThrownBy(() -> files.path(fingerprint, "model.pt"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot read a file of a model: " + model.toUri()
                        + ": it has changed since the driver read it; run the command again");
        assertThat(copies()).isEqualTo(before);
    }

    private static Set<Path> copies() throws IOException {
        try (Stream<Path> folders = Files.list(LocalFolder.path())) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("spark-distill-model"))
                    .collect(Collectors.toSet());
        }
    }

    private static SharedFile shared(Path file, String content) {
        return new SharedFile(file.toUri().toString(), DigestUtils.sha256Hex(content));
    }
}
