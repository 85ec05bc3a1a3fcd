package io.sparkdistill.inference;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.JobArtifactSet$;
import org.apache.spark.SparkContext;

/**
 * A staged model is one whose files are on the driver, ready to be shipped.
 *
 * @param folder folder of the files under their shipped names
 * @param files names of the files within the model
 * @param shared those of the files that executors read from their store, by their names within the model
 */
public record StagedModel(ModelSpec spec, Path folder, List<String> files, Map<String, SharedFile> shared) {
    public StagedModel {
        files = List.copyOf(files);
        shared = Map.copyOf(shared);
    }

    /**
     * Loads the model on the CPU for the caller alone. Closing the lease unloads it, so that a trial on the driver
     * leaves no memory in use.
     *
     * @throws java.io.UncheckedIOException if the model cannot be loaded
     */
    public ModelCache.Lease trial() {
        return ModelCache.trial(spec, ModelFiles.in(folder), Device.cpu());
    }

    /**
     * Returns the path of one file.
     *
     * @param name name of the file within the model
     */
    public Path file(String name) {
        return modelFiles().path(spec.fingerprint(), name);
    }

    /** Returns the place of the model's files on this machine. */
    public ModelFiles modelFiles() {
        return ModelFiles.in(folder);
    }

    /** Returns the total size of the files in bytes. */
    public long bytes() {
        return files.stream().mapToLong(name -> file(name).toFile().length()).sum();
    }

    /**
     * Makes the files available to every executor: those on a shared file system are read from there, the others are
     * sent once by Spark's own means. Tasks of a local Spark read the driver's copies in place.
     */
    public ShippedModel ship(SparkContext context) {
        TaskShare.announce(context);
        if (context.isLocal()) {
            return new ShippedModel(spec, ModelFiles.in(folder));
        }
        List<String> sent =
                files.stream().filter(file -> !shared.containsKey(file)).toList();
        if (!sent.isEmpty()) {
            StagedFiles.keep(folder);
        }
        sent.forEach(file -> send(file, context));
        return new ShippedModel(spec, new SharedModelFiles(shared, context.hadoopConfiguration()));
    }

    /** Sends a file unless the tasks of this thread get it already: Spark 4 keeps the files of sessions apart. */
    private void send(String file, SparkContext context) {
        String name = ModelFiles.shippedName(spec.fingerprint(), file);
        if (!JobArtifactSet$.MODULE$
                .getActiveOrDefault(context)
                .files()
                .keys()
                .exists(shipped -> shipped.endsWith("/" + name))) {
            context.addFile(folder.resolve(name).toUri().toString());
        }
    }
}
