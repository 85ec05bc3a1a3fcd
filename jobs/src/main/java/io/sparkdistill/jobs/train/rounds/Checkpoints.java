package io.sparkdistill.jobs.train.rounds;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoints of a training.
 *
 * @param folder on this machine
 * @param written is told of each file that was written, to copy it elsewhere
 * @param other is told of a checkpoint that cannot be resumed from; unless it throws, training starts anew
 */
public record Checkpoints(Path folder, Consumer<Path> written, Consumer<IllegalStateException> other) {
    /** Keeps them on this machine alone, and refuses those of another training. */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(folder, file -> {}, error -> {
            throw error;
        });
    }

    public Optional<Checkpoint> read(String identity) throws IOException {
        try {
            return Checkpoint.read(folder, identity);
        } catch (Checkpoint.MismatchException e) {
            other.accept(e);
            return Optional.empty();
        }
    }

    public void write(Checkpoint checkpoint) throws IOException {
        checkpoint.write(folder);
        written.accept(folder.resolve(Checkpoint.FILE));
    }
}
