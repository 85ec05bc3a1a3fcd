package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelSettings;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.StudentModel;
import java.io.IOException;

/**
 * A student that spark-distill trained: it is evaluated, or teaches in its turn.
 *
 * @param name the name in the configuration
 * @param fingerprint hash of its files
 * @param classes how many logits it must return, or {@link #ANY_CLASSES}
 * @param returnsHidden whether it gives what its last layer reads too
 */
public record StudentSpec(String name, String fingerprint, int classes, boolean returnsHidden) implements ModelSpec {
    /** A student that gives its logits alone. */
    public StudentSpec(String name, String fingerprint, int classes) {
        this(name, fingerprint, classes, false);
    }

    @Override
    public StudentSpec withHidden() {
        return new StudentSpec(name, fingerprint, classes, true);
    }

    @Override
    public StudentLogitsModel load(ModelFiles files, Device device) throws IOException {
        StudentModel model = StudentModel.load(file -> files.path(fingerprint, file));
        try {
            int found = model.task().classes();
            if (classes != ANY_CLASSES && found != classes) {
                throw new IOException("expected a student of %d classes but it has %d".formatted(classes, found));
            }
            return new StudentLogitsModel(
                    model, model.inferenceMode(ModelSettings.current().precomputedBytes()), returnsHidden);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
