package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.logistic.LogisticModel;
import java.io.IOException;

/**
 * A logistic student that spark-distill trained.
 *
 * @param name the name in the configuration
 * @param fingerprint hash of its files
 * @param classes how many logits it must return, or {@link #ANY_CLASSES}
 */
public record LogisticSpec(String name, String fingerprint, int classes) implements ModelSpec {
    @Override
    public LogisticLogits load(ModelFiles files, Device device) throws IOException {
        LogisticModel model = LogisticModel.load(file -> files.path(fingerprint, file));
        int found = model.shape().classes();
        if (classes != ANY_CLASSES && found != classes) {
            throw new IOException("expected a student of %d classes but it has %d".formatted(classes, found));
        }
        return new LogisticLogits(model);
    }
}
