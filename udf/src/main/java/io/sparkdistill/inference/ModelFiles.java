package io.sparkdistill.inference;

import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;

/** Where the files of models lie on this machine. Spark ships files flat, so each bears its model's fingerprint. */
@FunctionalInterface
public interface ModelFiles extends Serializable {
    /**
     * The path of one file of a model.
     *
     * @param fingerprint the model's
     * @param name the file's name within the model, such as {@code model.pt}
     */
    Path path(String fingerprint, String name);

    /** The files that {@code SparkContext.addFile} brought to this executor. */
    static ModelFiles ofExecutor() {
        return (fingerprint, name) -> Path.of(SparkFiles.get(shippedName(fingerprint, name)));
    }

    /** The files in a folder of this machine, under their shipped names. */
    static ModelFiles in(Path folder) {
        String path = folder.toString(); // A path itself does not travel.
        return (fingerprint, name) -> Path.of(path, shippedName(fingerprint, name));
    }

    /** The name under which a model's file travels. */
    static String shippedName(String fingerprint, String name) {
        return fingerprint + "-" + name;
    }
}
