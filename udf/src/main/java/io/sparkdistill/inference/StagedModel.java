package io.sparkdistill.inference;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkContext;

/**
 * A staged model is one whose files are on the driver, ready to be shipped.
 *
 * @param folder folder of the files under their shipped names
 * @param files names of the files within the model
 */
public record StagedModel(ModelSpec spec, Path folder, List<String> files) {
    public StagedModel {
        files = List.copyOf(files);
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

    /** Sends the files to every executor once, by Spark's own means. Tasks of a local Spark read them in place. */
    public ShippedModel ship(SparkContext context) {
        TaskShare.announce(context);
        if (context.isLocal()) {
            return new ShippedModel(spec, ModelFiles.in(folder));
        }
        StagedFiles.keep(folder);
        for (String file : files) {
            String name = ModelFiles.shippedName(spec.fingerprint(), file);
            if (!context.listFiles().exists(shipped -> shipped.endsWith("/" + name))) {
                context.addFile(folder.resolve(name).toUri().toString());
            }
        }
        return new ShippedModel(spec, ModelFiles.ofExecutor());
    }
}
