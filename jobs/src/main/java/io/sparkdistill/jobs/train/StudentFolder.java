package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.run.TrainingCheckpoints;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.train.rounds.Checkpoint;
import io.sparkdistill.jobs.train.rounds.Checkpoints;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.spark.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a student and its checkpoints in the output. Training writes to the disk of this machine, and every checkpoint
 * is copied to the output, so that a killed run can be resumed on any machine.
 */
final class StudentFolder {
    private static final Logger LOG = LoggerFactory.getLogger(StudentFolder.class);

    private final Output output;
    private final String artifact;
    private final String checkpoints;
    private final String checkpoint;
    private final Path local;
    private final int pause;
    private boolean paused;
    private Consumer<EpochReport> tracker = epoch -> {};

    /** Opens the folder of a training that does not pause. */
    StudentFolder(Output output, String artifact, String provenance) throws IOException {
        this(output, artifact, provenance, 0);
    }

    /**
     * Opens the folder and fetches the checkpoint of an earlier run, if there is one.
     *
     * @param artifact name of the student's folder in the output
     * @param provenance id of the student, which is part of the name of its checkpoint
     * @param pause number of epochs after which training pauses; 0 for never
     */
    StudentFolder(Output output, String artifact, String provenance, int pause) throws IOException {
        this.pause = pause;
        String name = artifact.substring(artifact.lastIndexOf('/') + 1);
        this.output = output;
        this.artifact = artifact;
        this.checkpoints = TrainingCheckpoints.of(name, provenance);
        this.checkpoint = checkpoints + "/" + Checkpoint.FILE;
        this.local = Files.createTempDirectory("spark-distill-" + name);
        ShutdownHookManager.registerShutdownDeleteDir(local.toFile());
        Files.createDirectories(checkpointFolder());
        if (output.exists(checkpoint)) {
            output.copyToLocal(checkpoint, checkpointFolder().resolve(Checkpoint.FILE));
        }
    }

    /**
     * Returns the checkpoints of the student.
     *
     * @param minutes least time between two of them; 0 for one after every round
     */
    Checkpoints checkpoints(int minutes) {
        return new Checkpoints(
                Duration.ofMinutes(minutes),
                pause,
                checkpointFolder(),
                file -> output.copyFromLocal(file, checkpoint),
                // The checkpoint is that of this student, so only the version can differ.
                error -> LOG.warn("{}: training starts anew", error.getMessage()));
    }

    /** Sets what is called after each epoch. */
    StudentFolder track(Consumer<EpochReport> newTracker) {
        tracker = newTracker;
        return this;
    }

    /**
     * Returns a progress that shows the training on the terminal, and tracks its epochs.
     *
     * @param epochs number of epochs or validations, at most
     */
    TrainingProgress progress(long epochs) {
        return new TrackedProgress(TrainingProgress.onTerminal(epochs), tracker);
    }

    /** Notes that training pauses: the student is not complete. */
    void markPaused() {
        paused = true;
    }

    /** Whether training pauses before the student is complete. */
    boolean isPaused() {
        return paused;
    }

    private Path checkpointFolder() {
        return local.resolve("checkpoints");
    }

    /**
     * Returns the number of partitions of the training. The first call sets it, and a training that was interrupted
     * keeps it, so that it goes on with other executors.
     *
     * @param first number where the training has none yet
     */
    int partitions(int first) {
        String file = checkpoints + "/partitions";
        if (!output.exists(file)) {
            output.writeText(file, first + "\n");
            return first;
        }
        int kept = Integer.parseInt(output.readText(file).strip());
        if (kept != first) {
            LOG.info("Training goes on with the {} partitions that it was started with", kept);
        }
        return kept;
    }

    /** Writes the files of a student into a folder of this machine. */
    @FunctionalInterface
    interface Writer {
        void write(Path folder) throws IOException;
    }

    /** Replaces the files of the student by those that a writer writes. */
    void save(Writer student) throws IOException {
        Path folder = local.resolve("student");
        student.write(folder);
        output.delete(artifact);
        try (var files = Files.list(folder)) {
            files.forEach(file -> output.copyFromLocal(file, artifact + "/" + file.getFileName()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns the path of a file or folder of the student, for Hadoop. */
    String path(String file) {
        return output.path(artifact + "/" + file).toString();
    }

    /** Deletes the checkpoints, here and in the output. */
    void deleteCheckpoints() throws IOException {
        output.delete(checkpoints);
        Files.deleteIfExists(checkpointFolder().resolve(Checkpoint.FILE));
    }
}
