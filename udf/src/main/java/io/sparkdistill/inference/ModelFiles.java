package io.sparkdistill.inference;

import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;

/**
 * Locates the files of models on this machine. Spark ships files into one flat folder, so each name begins with its
 * model's fingerprint.
 */
@FunctionalInterface
public interface ModelFiles extends Serializable {
    /**
     * Returns the path of one file of a model.
     *
     * @param fingerprint fingerprint of the model
     * @param name name of the file within the model, such as {@code model.pt}
     */
    Path path(String fingerprint, String name);

    /** Locates the files that {@code SparkContext.addFile} has brought to this executor. */
    static ModelFiles ofExecutor() {
        return (fingerprint, name) ->
                BroughtFiles.find(Path.of(SparkFiles.getRootDirectory()), shippedName(fingerprint, name));
    }

    /** Locates files in a folder of this machine, under their shipped names. */
    static ModelFiles in(Path folder) {
        String path = folder.toString(); // A Path is not serializable.
        return (fingerprint, name) -> Path.of(path, shippedName(fingerprint, name));
    }

    /** Returns the name under which a file of a model is shipped. */
    static String shippedName(String fingerprint, String name) {
        return fingerprint + "-" + name;
    }
}
