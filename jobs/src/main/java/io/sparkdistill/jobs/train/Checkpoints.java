package io.sparkdistill.jobs.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoints of a training.
 *
 * @param folder on this machine
 * @param written is told of each file that was written, to copy it elsewhere
 */
public record Checkpoints(Path folder, Consumer<Path> written) {
    /** Keeps them on this machine alone. */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(folder, file -> {});
    }

    Optional<Checkpoint> read(String identity) throws IOException {
        return Checkpoint.read(folder, identity);
    }

    void write(Checkpoint checkpoint) throws IOException {
        checkpoint.write(folder);
        written.accept(folder.resolve(Checkpoint.FILE));
    }
}
