package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads the logits that the verb label has stored in an output. */
public final class StoredLogits {
    private StoredLogits() {}

    /** Returns the rows in an output. */
    public static Dataset<Row> rows(Path output) {
        return LocalSpark.session().read().parquet(output.resolve(Logits.TABLE).toString());
    }

    /** Returns the logits by the key of the example; no key may be there twice. */
    public static Map<String, float[]> byKey(Dataset<Row> rows) {
        Map<String, float[]> logits = new HashMap<>();
        rows.select(Logits.EXAMPLE_KEY, Logits.LOGITS).collectAsList().forEach(row -> assertThat(
                        logits.put(row.getString(0), Floats.array(row, 1)))
                .as("a key of which there are two")
                .isNull());
        return logits;
    }

    /**
     * Waits until a process has committed some chunks.
     *
     * @param printed file with what the process prints, for the message if it ends before
     */
    static void awaitCommits(int count, Path output, Process process, Path printed, Duration limit) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (commits(output) < count) {
            assertThat(process.isAlive()).as(Files.readString(printed)).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    /** Each commit has its own id in the names of its files. */
    private static long commits(Path output) throws IOException {
        Path logits = output.resolve(Logits.TABLE);
        if (!Files.exists(logits)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(logits)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("part-"))
                    .map(name -> name.substring("part-00000-".length(), "part-00000-".length() + 36))
                    .distinct()
                    .count();
        }
    }
}
