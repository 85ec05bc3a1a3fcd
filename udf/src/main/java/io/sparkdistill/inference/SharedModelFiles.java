package io.sparkdistill.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Locates the files of a model on an executor. Shared files are read from their store once per executor, so they do not
 * pass through the driver; {@code SparkContext.addFile} has brought the others.
 */
final class SharedModelFiles implements ModelFiles {
    private final Map<String, SharedFile> shared;
    private final SerializableConfiguration hadoop;

    /**
     * Creates a locator.
     *
     * @param shared shared files by their name within the model
     */
    SharedModelFiles(Map<String, SharedFile> shared, Configuration hadoop) {
        this.shared = Map.copyOf(shared);
        this.hadoop = new SerializableConfiguration(hadoop);
    }

    /** @throws UncheckedIOException if a shared file cannot be read */
    @Override
    public Path path(String fingerprint, String name) {
        if (!shared.containsKey(name)) {
            return ModelFiles.ofExecutor().path(fingerprint, name);
        }
        try {
            StagedFiles.Copy copy = StagedFiles.of(
                    fingerprint, fingerprint, List.copyOf(shared.keySet()), folder -> fetch(fingerprint, folder));
            return copy.folder().resolve(ModelFiles.shippedName(fingerprint, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private StagedFiles.Fetched fetch(String fingerprint, Path folder) throws IOException {
        for (Map.Entry<String, SharedFile> file : shared.entrySet()) {
            file.getValue().copy(folder.resolve(ModelFiles.shippedName(fingerprint, file.getKey())), hadoop.value());
        }
        return new StagedFiles.Fetched(fingerprint, Map.of());
    }
}
