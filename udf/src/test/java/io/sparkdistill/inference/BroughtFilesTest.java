package io.sparkdistill.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroughtFilesTest {
    @TempDir
    private Path root;

    @Test
    void findsAFileInSparksFolderOrInThatOfASession() throws IOException {
        Path shared = Files.createFile(root.resolve("a-model.pt"));
        Path session = Files.createDirectory(root.resolve("0b5f2f8e-session"));
        Path own = Files.createFile(session.resolve("b-model.pt"));
        assertThat(BroughtFiles.find(root, "a-model.pt")).isEqualTo(shared);
        assertThat(BroughtFiles.find(root, "b-model.pt")).isEqualTo(own);
        assertThat(BroughtFiles.find(root, "c-model.pt")).isEqualTo(root.resolve("c-model.pt"));
    }
}
