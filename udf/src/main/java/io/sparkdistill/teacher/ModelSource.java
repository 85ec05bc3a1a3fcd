package io.sparkdistill.teacher;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A model source locates the files of a model on any file system that Hadoop reads, and gives its specification.
 *
 * @param files path of each file, by its name within the model
 * @param options every option that changes an output, as text; it is part of the fingerprint
 * @param spec creates the specification from the fingerprint
 */
public record ModelSource(Map<String, String> files, String options, Function<String, ModelSpec> spec) {
    public ModelSource {
        files = new TreeMap<>(files);
    }

    /**
     * Starts the source of an exported model.
     *
     * @param model path of the model's file
     */
    public static ExportedSource exported(ModelFormat format, String model) {
        return new ExportedSource(format, model);
    }

    /** Returns the source of the same model with hidden states. It has a different fingerprint. */
    public ModelSource withHidden() {
        return new ModelSource(files, options + " hidden", fingerprint -> spec.apply(fingerprint)
                .withHidden());
    }

    /** Returns the source of the same model with additional files. */
    ModelSource with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(files);
        all.putAll(more);
        return new ModelSource(all, options, spec);
    }
}
