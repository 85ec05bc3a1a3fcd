package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.LogisticModel;
import java.io.IOException;

/**
 * A logistic student that spark-distill trained.
 *
 * @param name the name in the configuration
 * @param fingerprint hash of its files
 * @param classes how many logits it must return, or {@link #ANY_CLASSES}
 * @param returnsHidden whether it is asked for hidden states, which it does not have
 */
public record LogisticSpec(String name, String fingerprint, int classes, boolean returnsHidden) implements ModelSpec {
    /** A student that gives its logits. */
    public LogisticSpec(String name, String fingerprint, int classes) {
        this(name, fingerprint, classes, false);
    }

    @Override
    public LogisticSpec withHidden() {
        return new LogisticSpec(name, fingerprint, classes, true);
    }

    @Override
    public LogisticLogitsModel load(ModelFiles files, Device device) throws IOException {
        LogisticModel model = LogisticModel.load(file -> files.path(fingerprint, file));
        int found = model.shape().classes();
        if (classes != ANY_CLASSES && found != classes) {
            throw new IOException("expected a student of %d classes but it has %d".formatted(classes, found));
        }
        return new LogisticLogitsModel(model, returnsHidden);
    }
}
