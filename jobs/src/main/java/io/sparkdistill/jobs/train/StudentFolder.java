package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.train.rounds.Checkpoint;
import io.sparkdistill.jobs.train.rounds.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a student and its checkpoints on the file system of the output. Training writes to this machine's disk, and
 * every finished checkpoint is copied, so a killed run goes on from there on whatever machine it is started again.
 */
final class StudentFolder {
    private static final Logger LOG = LoggerFactory.getLogger(StudentFolder.class);

    private final Output output;
    private final String name;
    private final String checkpoint;
    private final Path local;

    /**
     * Opens the folder, and fetches the checkpoint of an earlier run if there is one.
     *
     * @param provenance id of the student: a checkpoint of another is left alone
     */
    StudentFolder(Output output, String name, String provenance) throws IOException {
        this.output = output;
        this.name = name;
        this.checkpoint = "_checkpoints/%s-%s/%s".formatted(name, provenance, Checkpoint.FILE);
        this.local = Files.createTempDirectory("spark-distill-" + name);
        ShutdownHookManager.registerShutdownDeleteDir(local.toFile());
        Files.createDirectories(checkpointFolder());
        if (output.exists(checkpoint)) {
            output.copyToLocal(checkpoint, checkpointFolder().resolve(Checkpoint.FILE));
        }
    }

    Checkpoints checkpoints() {
        return new Checkpoints(
                checkpointFolder(),
                file -> output.copyFromLocal(file, checkpoint),
                // The name is that of this student: what differs is how many tasks run at once, or the version.
                error -> LOG.warn("{}: training starts anew", error.getMessage()));
    }

    private Path checkpointFolder() {
        return local.resolve("checkpoints");
    }

    /** Writes files into a folder. */
    @FunctionalInterface
    interface Writer {
        void write(Path folder) throws IOException;
    }

    /** Replaces the student by what a writer writes: files alone. */
    void save(Writer student) throws IOException {
        Path folder = local.resolve(name);
        student.write(folder);
        output.delete(name);
        try (var files = Files.list(folder)) {
            files.forEach(file -> output.copyFromLocal(file, name + "/" + file.getFileName()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Where a file or a folder of the student lies, as Hadoop names it. */
    String path(String file) {
        return output.path(name + "/" + file).toString();
    }

    void deleteCheckpoints() {
        output.delete(checkpoint);
    }
}
