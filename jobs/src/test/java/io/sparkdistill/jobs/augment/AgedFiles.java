package io.sparkdistill.jobs.augment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Files that were last changed an hour ago, as those of earlier nights were: their times can be trusted. */
public final class AgedFiles {
    private AgedFiles() {}

    /** Writes a file and the folders above it. */
    public static void write(Path file, List<String> lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    /** Replaces the content of a file so that only reading it shows that. */
    public static void hide(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "x".repeat(Math.toIntExact(Files.size(file))));
        Files.setLastModifiedTime(file, time);
    }
}
