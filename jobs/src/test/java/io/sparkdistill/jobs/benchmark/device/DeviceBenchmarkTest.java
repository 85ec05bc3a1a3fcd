package io.sparkdistill.jobs.benchmark.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.fixtures.TinyTeacher;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DeviceBenchmarkTest {
    private static final int PHRASES = 64;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeModel() throws IOException {
        TinyTeacher.writeModel(folder.resolve("float32-model.pt"), TinyTeacher.TWO_CLASSES);
        TinyTeacher.writeTokenizer(folder.resolve("float32-tokenizer.json"));
    }

    @Test
    void writesEveryPhraseOnceWithinTheBudget() throws IOException {
        assertThat(run("--repeats=0")).isZero();
        assertThat(rowsWithin(folder.resolve("batches-200.bin"), 200)).isEqualTo(PHRASES);
    }

    @Test
    void labelsEveryPhrase() {
        assertThat(run("--repeats=1")).isZero();
    }

    private int run(String repeats) {
        return new CommandLine(new DeviceBenchmark())
                .execute(
                        "--folder=" + folder,
                        "--out=" + folder,
                        "--device=cpu",
                        "--phrases=" + PHRASES,
                        "--precisions=float32",
                        "--budgets=0,200",
                        "--tasks=1,2",
                        repeats);
    }

    private static int rowsWithin(Path batches, int budget) throws IOException {
        int rows = 0;
        try (DataInputStream in = new DataInputStream(Files.newInputStream(batches))) {
            while (in.available() > 0) {
                int count = in.readInt();
                int length = in.readInt();
                assertThat(count * length).isLessThanOrEqualTo(budget);
                in.skipNBytes((long) Integer.BYTES * count * length);
                rows += count;
            }
        }
        return rows;
    }
}
