package io.sparkdistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.ForkedJvm;
import io.sparkdistill.fixtures.TinyTeacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes first in a JVM: DJL unpacks its natives and asks for no host. */
class DjlTest {
    private static final String NOTHING = "asked for []";
    private static final String SECURITY = "-Djava.security.manager=allow";

    @TempDir
    private Path folder;

    private Path tokenizer;

    @BeforeEach
    void write() throws IOException {
        tokenizer = TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
    }

    @Test
    void asksForNoHostWhateverLoadsFirst() throws Exception {
        Path model = TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        for (String first : List.of("tokenizer", "model", "student", "version")) {
            Path file = first.equals("tokenizer") ? tokenizer : model;
            assertThat(start(List.of(), List.of(), first, file).lastLine())
                    .as(first)
                    .isEqualTo(NOTHING);
        }
    }

    @Test
    void byItselfDjlAsks() throws Exception {
        // What shows that the test above would notice.
        assertThat(start(List.of(), List.of(), "djl", tokenizer).lastLine()).startsWith("asked for [169.254.169.254:");
    }

    @Test
    void unpacksElsewhereWhereTheHomeCannotBeWritten() throws Exception {
        List<String> options = List.of("-Duser.home=/proc", "-Dspark.local.dir=" + folder.resolve("local"));
        List<ForkedJvm> together = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            together.add(start(options, List.of(), "tokenizer", tokenizer));
        }
        for (ForkedJvm jvm : together) {
            assertThat(jvm.lastLine()).isEqualTo(NOTHING);
        }
        try (Stream<Path> files = Files.walk(folder.resolve("local/.djl.ai/tokenizers"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void saysWhichVariableHelpsWhereNothingCanBeWritten() throws Exception {
        assertThat(start(List.of(), List.of("DJL_CACHE_DIR=/proc/natives"), "tokenizer", tokenizer)
                        .lastLine())
                .isEqualTo(NOTHING
                        + " Cannot load the native libraries of the tokenizers from /proc/natives: it cannot be written;"
                        + " set the environment variable DJL_CACHE_DIR to a folder that can be written and whose"
                        + " libraries may be loaded");
    }

    private static ForkedJvm start(List<String> options, List<String> environment, String first, Path file)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.add(SECURITY);
        return new ForkedJvm(OfflineProgram.class, all, environment, first, file.toString());
    }
}
