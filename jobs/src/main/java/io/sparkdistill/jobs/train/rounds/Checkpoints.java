package io.sparkdistill.jobs.train.rounds;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads and writes the checkpoints of a training.
 *
 * @param least time between two of them; zero for one after every round
 * @param pause number of epochs after which training pauses with a checkpoint, at the next validation; 0 for never
 * @param folder of the checkpoints on this machine
 * @param written is called with each file after it was written, for example to copy it
 * @param other is called when training cannot be resumed from the present checkpoint; if it returns, training starts
 *     anew
 */
public record Checkpoints(
        Duration least, int pause, Path folder, Consumer<Path> written, Consumer<IllegalStateException> other) {
    /** Creates checkpoints of a training that does not pause. */
    public Checkpoints(Duration least, Path folder, Consumer<Path> written, Consumer<IllegalStateException> other) {
        this(least, 0, folder, written, other);
    }

    /** Returns checkpoints after every round that stay on this machine; one of another training is an error. */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(Duration.ZERO, folder, file -> {}, error -> {
            throw error;
        });
    }

    /**
     * Whether training pauses after a number of steps.
     *
     * @param ofEpoch optimizer steps per epoch
     */
    boolean pauseAfter(long steps, long ofEpoch) {
        return pause > 0 && steps >= pause * ofEpoch;
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
