package io.sparkdistill.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds files that Spark has brought to an executor. */
final class BroughtFiles {
    private BroughtFiles() {}

    /**
     * Returns the path of a file below Spark's folder. Spark 3 has it in the folder itself. Spark 4 has it in a folder of
     * the session, whose name {@code SparkFiles} knows on the driver alone.
     *
     * @param name name that no other file has, whatever its session
     */
    static Path find(Path root, String name) {
        Path file = root.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        try (Stream<Path> sessions = Files.list(root)) {
            return sessions.map(session -> session.resolve(name))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files that Spark has brought: " + root, e);
        }
    }
}
