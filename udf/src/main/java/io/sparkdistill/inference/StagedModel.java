package io.sparkdistill.inference;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkContext;

/**
 * A model whose files lie on the driver, ready to be shipped.
 *
 * @param folder holds the files under their shipped names
 * @param files names of the files within the model
 */
public record StagedModel(ModelSpec spec, Path folder, List<String> files) {
    public StagedModel {
        files = List.copyOf(files);
    }

    /**
     * The model on the CPU, loaded for the caller alone: closing the lease unloads it, so that what was tried on the driver
     * takes none of its memory later.
     *
     * @throws java.io.UncheckedIOException if it cannot be loaded
     */
    public ModelCache.Lease trial() {
        return ModelCache.trial(spec, ModelFiles.in(folder), Device.cpu());
    }

    /**
     * Where one of its files lies.
     *
     * @param name within the model
     */
    public Path file(String name) {
        return ModelFiles.in(folder).path(spec.fingerprint(), name);
    }

    /** Size of all files. */
    public long bytes() {
        return files.stream().mapToLong(name -> file(name).toFile().length()).sum();
    }

    /** Sends the files to every executor, by Spark's own means, once. The tasks of a local Spark find them here. */
    public ShippedModel ship(SparkContext context) {
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
