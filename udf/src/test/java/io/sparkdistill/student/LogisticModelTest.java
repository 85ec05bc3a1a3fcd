package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogisticModelTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void save() throws IOException {
        LogisticModel.Shape shape = new LogisticModel.Shape(1, 4, 1, 2);
        new LogisticModel(shape, new float[] {1, 2}, new float[] {1, 2, 3, 4, 5, 6, 7, 8}).save(folder);
    }

    @Test
    void isTheSameAfterLoading() throws IOException {
        assertThat(LogisticModel.load(folder::resolve).logits(new int[] {3, 0})).containsExactly(9, 12);
    }

    @Test
    void refusesALaterVersion() throws IOException {
        Path file = folder.resolve("student.json");
        Files.writeString(file, Files.readString(file).replace("\"version\" : 2", "\"version\" : 3"));
        assertThatThrownBy(() -> LogisticModel.load(folder::resolve))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot read %s: its version is 3 and this release reads versions up to 2;"
                                + " use the release that wrote it, or a later one",
                        file);
    }

    @Test
    void refusesWeightsOfAnotherModelOrCutOnes() throws IOException {
        Path file = folder.resolve("parameters.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> LogisticModel.load(folder::resolve))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read %s: the file is damaged: unexpected end", file);
        Files.write(file, bytes);
        Path description = folder.resolve("student.json");
        Files.writeString(description, Files.readString(description).replace("\"features\" : 4", "\"features\" : 5"));
        assertThatThrownBy(() -> LogisticModel.load(folder::resolve))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot read %s: it does not match %s: ", file, description);
    }
}
